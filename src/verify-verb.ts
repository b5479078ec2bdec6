/**
 * `npm run verify`: proves the airing log of this station, or of an export somebody hands in. The judging is verify.mjs,
 * the file that third parties run; here are only the links as they lie in the database, and what an export cannot show.
 */
import { Chain } from './storage/chain.ts';
import type { Db } from './storage/database.ts';
import { type LogReport, linesOf, openLogVerifier, reportLines, rowWord } from './verify.mjs';

type Terminal = { open: () => Promise<Db>; say: (line: string) => void; complain: (line: string) => void };

const USAGE = "npm run verify [-- --export TỆP.jsonl] [--seal 'DX1 2025-09-14 1204-1238 35 4f1c…']…";

export async function verifyVerb(args: readonly string[], { open, say, complain }: Terminal): Promise<number> {
  const seals: string[] = [];
  let file: string | undefined;
  for (let i = 0; i < args.length; i += 2) {
    const [name, value] = [args[i], args[i + 1]];
    if (value !== undefined && name === '--seal') seals.push(value);
    else if (value !== undefined && name === '--export') file = value;
    else {
      complain(`Cách dùng: ${USAGE}`);
      return 2;
    }
  }
  try {
    const report = file === undefined ? verifyChain(new Chain(await open()), seals) : await verifyExport(file, seals);
    for (const line of reportLines(report)) say(line);
    return report.fault ? 1 : 0;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

async function verifyExport(file: string, seals: readonly string[]): Promise<LogReport> {
  const verifier = openLogVerifier({ seals });
  for await (const line of linesOf(file)) verifier.line(line);
  return verifier.end();
}

/** As it is at one moment, whatever is written meanwhile. */
export function verifyChain(chain: Chain, seals: readonly string[] = []): LogReport {
  return chain.atOneMoment(() => {
    const verifier = openLogVerifier({ seals });
    const cut = chain.cut();
    const { last } = chain.ends() ?? { last: 0 };
    let expected = 1;
    for (const { seq, kind, rowId, line } of chain.lines(1, last)) {
      // Here no link says which one it followed: without the one before, it would seem to be written over.
      if (seq > expected) verifier.found('removed', expected, `Thiếu mắt xích ${expected}: đã bị bỏ khỏi nhật ký.`);
      if (line === undefined) verifier.missing(seq, kind, rowId);
      else verifier.line(line);
      expected = seq + 1;
    }
    if (cut !== undefined)
      verifier.found('removed', last + 1, `Thiếu các mắt xích cuối, từ ${last + 1} đến ${cut}: đã bị bỏ khỏi nhật ký.`);
    const stray = chain.unchained();
    if (stray !== undefined)
      verifier.found(
        'inserted',
        last + 1,
        `Dòng ${rowWord(stray.kind, stray.id)} không có trong chuỗi: đã bị chèn vào sổ.`,
        stray,
      );
    return verifier.end({ whole: true });
  });
}
