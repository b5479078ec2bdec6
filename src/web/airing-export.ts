/** A log as a file (the airing log, its chain, the audit log), streamed: made as fast as it is read, never held. */
import type { Context } from 'hono';
import type { AuditAsk, ExportAsk, ExportFormat } from '../engine/exporter.ts';
import type { AiringFilter } from '../storage/airings.ts';
import { fileName } from './airing-filter.ts';
import type { Station } from './station.ts';

export { EXPORT_FORMATS } from '../engine/exporter.ts';

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** `iso`: a CSV for programs, with the fields of the API. */
export function exportAirings(
  c: Context,
  station: Station,
  filter: AiringFilter,
  { format, iso = false }: { format: ExportFormat; iso?: boolean },
): Response {
  const name = `${fileName(filter, station.config.zone)}.${format}`;
  return sendExport(c, station, { what: 'airings', format, iso, filter }, name);
}

/** The links from one to another, for verify.mjs. */
export const exportChain = (c: Context, station: Station, span: { first: number; last: number }): Response =>
  sendExport(c, station, { what: 'chain', ...span }, `chuoi-nhat-ky_${span.first}-${span.last}.jsonl`);

/** `hidden`: the nouns whose private columns whoever asks may not read. */
export const exportAudit = (c: Context, station: Station, ask: Omit<AuditAsk, 'what'>): Response =>
  sendExport(c, station, { what: 'audit', ...ask }, `nhat-ky-hoat-dong.${ask.format}`);

function sendExport(c: Context, { exporter, closing }: Station, ask: ExportAsk, name: string): Response {
  return c.body(ReadableStream.from(untilClosing(exporter(ask), closing)), 200, {
    'Content-Type': MEDIA_TYPES[ask.what === 'chain' ? 'jsonl' : ask.format],
    'Content-Disposition': `attachment; filename="${name}"`,
  });
}

/** Half a log must not look like a whole one: the connection breaks instead of ending. */
async function* untilClosing(chunks: AsyncIterable<Uint8Array>, closing: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    closing.throwIfAborted();
    yield chunk;
  }
}
