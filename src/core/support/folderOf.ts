/** `.` and `./a/b/` as the paths of a tree have them; the root is nothing. */
export function folderOf(path: string): string {
  return path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}
