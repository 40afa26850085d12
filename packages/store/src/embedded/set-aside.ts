/** Moves a file out of the way without losing a byte of it. */
import type { EngineState } from './engine-state.ts';

/** Moves a file of the data folder to `damaged/`, under a name that tells where it was; durable when it resolves. */
export async function setAside({ files, dir }: Pick<EngineState, 'files' | 'dir'>, file: string): Promise<void> {
  const folder = `${dir}/damaged`;
  await files.makeDir(folder);
  await files.syncDir(dir);
  await files.rename(`${dir}/${file}`, `${folder}/${file.replaceAll('/', '-')}`);
  await files.syncDir(folder);
}
