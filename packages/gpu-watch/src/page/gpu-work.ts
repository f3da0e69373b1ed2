import type { AdapterFacts, Matrix, ProductTask, WalkStep } from "../common/webgpu/device.ts";
import { wordsOf } from "../common/webgpu/product.ts";
import {
  DOWN,
  READ,
  READ_INVERTED,
  THREADS,
  TILE,
  WRITE,
  WRITE_INVERTED,
} from "../common/webgpu/shader-facts.ts";
import { fillShader, productShader, walkShader } from "../common/webgpu/shaders.ts";
import { BLOCK_BYTES } from "../common/webgpu/walk.ts";

/** As the specification numbers them (https://www.w3.org/TR/webgpu/#namespacedef-gpubufferusage); TypeScript's own types leave these two out. */
const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
const MAP_MODE_READ = 1;
/** Most workgroups of one fill: then every thread takes several numbers. */
const FILL_GROUPS = 1024;
const WORD_BYTES = 4;
const FOUND_BYTES_PER_BLOCK = 16;
const UNIFORM_BYTES = 32;

/** Everything that is done with one device. Errors of WebGPU are thrown as they come. */
export class GpuWork {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  #matrices: Record<Matrix, GPUBuffer> | null = null;
  #chunks: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Compiles what every test needs, beside what is done meanwhile. Whoever needs it hears what went wrong. */
  prepare(): void {
    for (const code of [fillShader("f32"), productShader("f32"), walkShader()])
      this.#pipeline(code).catch(() => undefined);
  }

  async multiply(task: ProductTask): Promise<void> {
    this.#dropMatrices();
    const { m, k, n, kind } = task;
    const make = (matrix: Matrix): GPUBuffer => this.#storage(wordsOf(task, matrix) * WORD_BYTES);
    const matrices = { a: make("a"), b: make("b"), c: make("c") };
    this.#matrices = matrices;
    const [fill, multiply] = await Promise.all([
      this.#pipeline(fillShader(kind)),
      this.#pipeline(productShader(kind)),
    ]);
    await this.#checked(async () => {
      this.#fill(fill, task.seedA, m * k, matrices.a);
      this.#fill(fill, task.seedB, k * n, matrices.b);
      const size = Uint32Array.of(m, k, n, 0);
      this.#run(multiply, [size, matrices.a, matrices.b, matrices.c], [n / TILE, m / TILE]);
      await this.#device.queue.onSubmittedWorkDone();
    });
  }

  async read(matrix: Matrix, from: number, count: number): Promise<Uint8Array> {
    if (!this.#matrices) throw new Error("no product was computed");
    return this.#copyOut(this.#matrices[matrix], from * WORD_BYTES, count * WORD_BYTES);
  }

  /** False when the device has no more memory. */
  async allocate(blocks: number): Promise<boolean> {
    this.#device.pushErrorScope("out-of-memory");
    this.#device.pushErrorScope("validation");
    const chunk = this.#storage(blocks * BLOCK_BYTES);
    const [refused, full] = [await this.#device.popErrorScope(), await this.#device.popErrorScope()];
    if (refused || full) {
      chunk.destroy();
      return false;
    }
    this.#chunks.push(chunk);
    return true;
  }

  async walk(step: WalkStep): Promise<Uint8Array> {
    const chunk = this.#chunks[step.chunk];
    if (!chunk) throw new Error("there is no such chunk");
    const pipeline = await this.#pipeline(walkShader());
    const flags =
      (step.read === null ? 0 : READ) |
      (step.read === "inverted" ? READ_INVERTED : 0) |
      (step.write === null ? 0 : WRITE) |
      (step.write === "inverted" ? WRITE_INVERTED : 0) |
      (step.down ? DOWN : 0);
    const { pattern, key, weight, before, from, count } = step;
    const order = Uint32Array.of(pattern, key, weight, before, from, flags, 0, 0);
    const found = this.#storage(count * FOUND_BYTES_PER_BLOCK);
    try {
      await this.#checked(async () => {
        this.#run(pipeline, [order, chunk, found], [count]);
        await this.#device.queue.onSubmittedWorkDone();
      });
      return step.read === null
        ? new Uint8Array()
        : await this.#copyOut(found, 0, count * FOUND_BYTES_PER_BLOCK);
    } finally {
      found.destroy();
    }
  }

  release(): void {
    this.#dropMatrices();
    for (const chunk of this.#chunks) chunk.destroy();
    this.#chunks = [];
  }

  #fill(pipeline: GPUComputePipeline, seed: number, count: number, matrix: GPUBuffer): void {
    const groups = Math.min(FILL_GROUPS, Math.ceil(count / THREADS));
    this.#run(pipeline, [Uint32Array.of(seed, count, groups * THREADS, 0), matrix], [groups]);
  }

  #dropMatrices(): void {
    if (this.#matrices) for (const buffer of Object.values(this.#matrices)) buffer.destroy();
    this.#matrices = null;
  }

  #storage(size: number): GPUBuffer {
    return this.#device.createBuffer({ size, usage: USAGE.STORAGE | USAGE.COPY_SRC });
  }

  #pipeline(code: string): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(code);
    if (known) return known;
    const made = this.#compile(code);
    this.#pipelines.set(code, made);
    return made;
  }

  async #compile(code: string): Promise<GPUComputePipeline> {
    const module = this.#device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    const [error] = messages.filter(({ type }) => type === "error");
    if (error) throw new Error(`line ${String(error.lineNum)}: ${error.message}`);
    return this.#device.createComputePipelineAsync({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
  }

  /** What WebGPU refuses is an error here, not a silent nothing. */
  async #checked(work: () => Promise<void>): Promise<void> {
    this.#device.pushErrorScope("out-of-memory");
    this.#device.pushErrorScope("validation");
    await work();
    const problems = [await this.#device.popErrorScope(), await this.#device.popErrorScope()];
    const [problem] = problems.filter((one) => one !== null);
    if (problem) throw new Error(problem.message);
  }

  #run(
    pipeline: GPUComputePipeline,
    [order, ...buffers]: [Uint32Array<ArrayBuffer>, ...GPUBuffer[]],
    groups: number[],
  ): void {
    const uniform = this.#device.createBuffer({
      size: UNIFORM_BYTES,
      usage: USAGE.UNIFORM | USAGE.COPY_DST,
    });
    this.#device.queue.writeBuffer(uniform, 0, order);
    const entries = [uniform, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(groups[0] ?? 1, groups[1] ?? 1);
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
    uniform.destroy();
  }

  async #copyOut(source: GPUBuffer, from: number, size: number): Promise<Uint8Array> {
    const target = this.#device.createBuffer({
      size,
      usage: USAGE.MAP_READ | USAGE.COPY_DST,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, from, target, 0, size);
      this.#device.queue.submit([encoder.finish()]);
      await target.mapAsync(MAP_MODE_READ);
      return new Uint8Array(target.getMappedRange()).slice();
    } finally {
      target.destroy();
    }
  }
}

/** The adapter that the browser would give a page that wants speed. null: there is none. */
export async function openDevice(gpu: GPU): Promise<{ facts: AdapterFacts; device: GPUDevice } | null> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const { limits, info, features } = adapter;
  const { maxBufferSize, maxStorageBufferBindingSize } = limits;
  const f16 = features.has("shader-f16");
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    requiredFeatures: f16 ? ["shader-f16"] : [],
  });
  const { vendor, architecture, description } = info;
  const software = isSoftware(adapter);
  const maxBufferBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return {
    facts: { vendor, architecture, device: info.device, description, software, maxBufferBytes, f16 },
    device,
  };
}

/** Programs on the processor that pass for a card: SwiftShader, Mesa's llvmpipe and lavapipe, Windows' own. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

function isSoftware({ info }: GPUAdapter): boolean {
  const said = info as GPUAdapterInfo & { readonly type?: string };
  return (
    info.isFallbackAdapter || said.type === "CPU" || SOFTWARE.test(`${info.architecture} ${info.description}`)
  );
}
