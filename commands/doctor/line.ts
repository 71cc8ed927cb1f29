/** What one examination found. A note is right for some, and to be mended by others. */
export type Status = "ok" | "note" | "warning" | "failed" | "not checked";

export interface Line {
  /** Heading under which it is shown: `This machine`, `Forest contoso.example`. */
  readonly area: string;
  /** What was examined: `TLS`. */
  readonly subject: string;
  /** Of whom or what: `dc1.contoso.example:636`; absent where there is only one. */
  readonly of?: string;
  readonly status: Status;
  /** What was seen, without a full stop. Holds no secret. */
  readonly finding: string;
  /** What to do, without a full stop; for everything but `ok`. */
  readonly remedy?: string;
}

/** Lines of one area. */
export class Lines {
  readonly area: string;
  readonly lines: Line[] = [];

  constructor(area: string) {
    this.area = area;
  }

  ok(subject: string, finding: string, of?: string): void {
    this.#add({ subject, status: "ok", finding }, of);
  }

  note(subject: string, finding: string, remedy: string, of?: string): void {
    this.#add({ subject, status: "note", finding, remedy }, of);
  }

  warning(subject: string, finding: string, remedy: string, of?: string): void {
    this.#add({ subject, status: "warning", finding, remedy }, of);
  }

  failed(subject: string, finding: string, remedy: string, of?: string): void {
    this.#add({ subject, status: "failed", finding, remedy }, of);
  }

  notChecked(subject: string, finding: string, remedy: string, of?: string): void {
    this.#add({ subject, status: "not checked", finding, remedy }, of);
  }

  /** Those of another examination, which ran at the same time, in their turn. */
  append({ lines }: Lines): void {
    this.lines.push(...lines);
  }

  #add(line: Omit<Line, "area" | "of">, of: string | undefined): void {
    this.lines.push({ area: this.area, ...line, ...(of === undefined ? {} : { of }) });
  }
}

/** One cause is one line: what has the same remedy is told once, with all whom it concerns. */
export function merged(lines: readonly Line[]): readonly Line[] {
  const groups = Map.groupBy(lines, ({ area, subject, of, status, remedy }) =>
    status === "ok" || remedy === undefined
      ? JSON.stringify([area, subject, of, status])
      : JSON.stringify([area, status, remedy]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return group;
    if (first.status === "ok") return group;
    const findings = new Set(group.map(({ finding }) => finding));
    const of = [...new Set(group.flatMap((line) => line.of ?? []))];
    return [{ ...first, finding: [...findings].join("; "), ...(of.length === 0 ? {} : { of: of.join(", ") }) }];
  });
}
