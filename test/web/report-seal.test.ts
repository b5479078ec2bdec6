/** A report carries the log's newest seal: in what is frozen, in words under the annex, and as a code to be read back. */
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { sealPastDays } from '../../src/web/seals.ts';
import { openGoldenStation } from '../support/golden-station.ts';
import { call } from '../support/newsroom.ts';

test('a report is printed with the seal of the log it was made of', async () => {
  const { web, reporter, reports } = await openGoldenStation();
  web.now = epochMs(web.now + 86_400_000);
  expect(sealPastDays(web.station)).toHaveLength(1);
  const { day, root, firstSeq, lastSeq, count } = web.station.stores.chain.lastSeal()!;

  const made = await call(web, 'POST', '/reports', reporter.headers, { span: 'quarter', year: 2025, number: 3 });
  const { id } = (await made.json()) as { id: number };
  await web.post(`/bao-cao/${id}/chot`, {}, reporter.headers);
  expect(reports.dataset(id)!.figures.seal).toEqual({ day, root, firstSeq, lastSeq, count });

  // A day later there is another seal, and the frozen report keeps its own.
  web.now = epochMs(web.now + 86_400_000);
  sealPastDays(web.station);
  const docx = Buffer.from(await (await web.get(`/bao-cao/${id}/bao-cao.docx`, reporter.headers)).arrayBuffer());
  const text = entry(docx, 'word/document.xml').toString();
  expect(text).toContain(`Niêm phong nhật ký ngày 15/9/2025: ${count} dòng, từ ${firstSeq} đến ${lastSeq}, mã ${root}`);
  expect(text).toContain(`DX1 ${day} ${firstSeq}-${lastSeq} ${count} ${root}`);
  expect(docx.includes('word/media/')).toBe(true);
  const pdf = await web.get(`/bao-cao/${id}/bao-cao.pdf`, reporter.headers);
  expect(pdf.status).toBe(200);
});

/** A file of a ZIP by its local header (APPNOTE 4.3.7), with the sizes of the central directory. */
function entry(zip: Buffer, name: string): Buffer {
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) !== name) continue;
    const [size, local] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    return inflateRawSync(zip.subarray(from, from + size));
  }
  throw new Error(`no ${name}`);
}
