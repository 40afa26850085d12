/** What stands in the way of a file or a folder, in words that follow its name: `data: it is a folder`. Of other faults their message. */
const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'the user that carpy runs as may not do that',
  EDQUOT: 'the quota of the disk is used up',
  EEXIST: 'it is there and is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'the process has too many files open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be a folder is a file',
  EPERM: 'the system does not allow it',
  EROFS: 'its file system is read-only',
};

export function fileFault(e: unknown): string {
  const code = typeof e === 'object' && e !== null && 'code' in e ? String(e.code) : '';
  const words = Object.hasOwn(FAULTS, code) ? `${FAULTS[code]} (${code})` : undefined;
  return words ?? (e instanceof Error ? (e.message.split('\n', 1)[0] as string) : String(e));
}
