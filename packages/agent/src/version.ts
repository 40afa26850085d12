/** The version this agent tells in its hello; a test holds it equal to package.json's. */
export const AGENT_NAME = '@carpy/agent';
export const AGENT_VERSION = '0.1.0';
