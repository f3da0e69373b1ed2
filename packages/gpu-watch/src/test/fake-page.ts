import type { ComputeDevice } from "../common/webgpu/device.ts";
import { READY, type Asked, type Order } from "../common/webgpu/protocol-text.ts";

/** A page that computes on a device of the tests instead of a card, and speaks as the real one does. */
export function fakePage(
  device: ComputeDevice,
  say: (text: string) => void,
): { start(): void; ask(text: string): void } {
  const compute = async (order: Order): Promise<unknown> => {
    switch (order.do) {
      case "open":
        return device.open();
      case "multiply":
        await device.multiply(order.task);
        return null;
      case "read":
        return base64(await device.read(order.matrix, order.from, order.count));
      case "allocate":
        return device.allocate(order.blocks);
      case "walk":
        return base64(await device.walk(order.step));
      case "release":
        await device.release();
        return null;
    }
  };
  return {
    start: () => {
      say(JSON.stringify(READY));
    },
    ask: (text) => {
      const { id, order } = JSON.parse(text) as Asked;
      void compute(order).then((result) => {
        say(JSON.stringify({ id, ok: true, result }));
      });
    },
  };
}

function base64(words: Uint32Array): string {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString("base64");
}
