import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Functions that colour a text, or leave it as it is. */
export function coloursFor(colour: boolean): Colours {
  return pc.createColors(colour);
}

/** Whether a stream is a terminal that shows colours. Node itself heeds NO_COLOR and FORCE_COLOR there. */
export function showsColours(stream: NodeJS.WriteStream): boolean {
  // Undefined elsewhere, which picocolors would take for a question that CI and FORCE_COLOR answer.
  return stream.isTTY === true && stream.hasColors();
}
