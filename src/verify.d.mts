/** The types of verify.mjs, which is plain JavaScript because anybody must be able to run it. */
export type LogFault = {
  readonly what: 'changed' | 'removed' | 'inserted' | 'moved' | 'seal' | 'cut';
  /** The first place: a link's number. */
  readonly seq: number;
  readonly words: string;
  readonly kind?: string;
  readonly id?: number;
  readonly day?: string;
};
export type LogReport = {
  readonly links: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly hash: string | undefined;
  readonly seals: readonly {
    readonly day: string;
    readonly first: number;
    readonly last: number;
    readonly count: number;
    readonly root: string;
  }[];
  readonly printed: number;
  /** The clock went back: no fault of the chain. */
  readonly notices: readonly { readonly seq: number; readonly stepMs: number; readonly words: string }[];
  readonly fault: LogFault | undefined;
};
export type LogVerifier = {
  line(text: string | Uint8Array): void;
  missing(seq: number, kind: string, id: number): void;
  found(what: LogFault['what'], seq: number, words: string, more?: Partial<LogFault>): void;
  /** `whole`: nothing was cut off, although no last line said so. */
  end(options?: { whole?: boolean }): LogReport;
};
export function openLogVerifier(options?: { seals?: readonly string[] }): LogVerifier;
export function reportLines(report: LogReport): string[];
export function rowWord(kind: string, id: number | undefined): string;
export function linesOf(file: string): AsyncGenerator<Uint8Array>;
