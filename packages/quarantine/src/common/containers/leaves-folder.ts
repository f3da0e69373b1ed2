/** Whether a member's name or a link's target leads out of the folder that an archive is unpacked into, on any system. */
export function leavesFolder(path: string): boolean {
  return /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:/.test(path);
}
