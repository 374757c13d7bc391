/** Why a file that the user named cannot be read, in words. */

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no directory',
  EPERM: 'this user may not read it',
};

/** The reason. */
export const whyUnreadable = (error: unknown): string => {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? (reasons[code] ?? code) : 'no reason was given';
};
