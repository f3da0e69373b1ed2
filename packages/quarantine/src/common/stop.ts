/** Thrown inside a parser after it reported why it cannot go on; caught where the parser was started. */
export class Stop extends Error {
  constructor() {
    super("the parser cannot go on");
    this.name = "Stop";
  }
}
