/** Threads of one workgroup: every WebGPU device offers 256 (https://www.w3.org/TR/webgpu/#limits). */
export const THREADS = 256;
/** Side of the tiles that a product is computed in; a workgroup is one tile. */
export const TILE = 16;

/** Bits of a walk's flags. */
export const READ = 1;
export const READ_INVERTED = 2;
export const WRITE = 4;
export const WRITE_INVERTED = 8;
export const DOWN = 16;
