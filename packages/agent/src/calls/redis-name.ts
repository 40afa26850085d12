/** `redis.get` for any spelling of a command. What is no command's name (an application may send whatever it likes) is `redis.command`. */
const known = new Map<string, string>();
const MAX_KNOWN = 500;

export function redisName(command: unknown): string {
  if (typeof command !== 'string') return 'redis.command';
  let name = known.get(command);
  if (name === undefined) {
    name = /^[A-Za-z][A-Za-z._-]{0,30}$/.test(command) ? `redis.${command.toLowerCase()}` : 'redis.command';
    if (known.size < MAX_KNOWN) known.set(command, name);
  }
  return name;
}
