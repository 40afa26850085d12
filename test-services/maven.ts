/** Jars with all that they need, brought by Maven once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, run } from './cache.ts';
import { findProgram } from './program.ts';

/** The folder of the jars of `group:artifact:version` and its runtime dependencies. */
export function jarsOf(group: string, artifact: string, version: string): Promise<string> {
  return cached(`${artifact}-${version}`, async (folder) => {
    if (findProgram('java') === undefined)
      throw new Error('java is not here; on Debian: apt-get install default-jre-headless');
    if (findProgram('mvn') === undefined) throw new Error('mvn is not here; on Debian: apt-get install maven');
    const pom = join(folder, 'pom.xml');
    writeFileSync(
      pom,
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>carpy</groupId><artifactId>test-service</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency></dependencies>
</project>
`,
    );
    const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
    await run(folder, 'mvn', [...args, `-DoutputDirectory=${folder}`]);
  });
}
