/** The airing log as a file, streamed: made as fast as it is read, never held, ended when the web lets go. */
import type { Context } from 'hono';
import { AIRING_COLUMNS } from '../documents/airing-columns.ts';
import { AIRING_FIELDS, airingRow } from '../documents/airing-row.ts';
import { writeCsv, writeRecordsCsv } from '../documents/csv.ts';
import { writeJsonLines } from '../documents/jsonl.ts';
import { wallClock } from '../documents/wall-clock.ts';
import { writeXlsx } from '../documents/xlsx.ts';
import type { AiringFilter } from '../storage/airings.ts';
import { fileName } from './airing-filter.ts';
import type { Station } from './station.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** `iso`: a CSV for programs, with the fields of the API. */
export function exportAirings(
  c: Context,
  { stores, config, closing }: Station,
  filter: AiringFilter,
  { format, iso = false }: { format: ExportFormat; iso?: boolean },
): Response {
  const { zone } = config;
  const airings = stores.airings.each(filter);
  function* rows() {
    const wall = wallClock(zone);
    for (const airing of airings) yield airingRow(airing, wall);
  }
  const document = () => {
    switch (format) {
      case 'csv':
        return iso ? writeRecordsCsv(rows(), AIRING_FIELDS) : writeCsv(airings, AIRING_COLUMNS, zone);
      case 'xlsx':
        return writeXlsx(airings, { sheet: 'Nhật ký phát thanh', columns: AIRING_COLUMNS, zone });
      case 'jsonl':
        return writeJsonLines(rows());
      default:
        return format satisfies never;
    }
  };
  return c.body(ReadableStream.from(untilClosing(document(), closing)), 200, {
    'Content-Type': MEDIA_TYPES[format],
    'Content-Disposition': `attachment; filename="${fileName(filter, zone)}.${format}"`,
  });
}

/** Half a log must not look like a whole one: the connection breaks instead of ending. */
async function* untilClosing(chunks: AsyncIterable<Buffer>, closing: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    closing.throwIfAborted();
    yield chunk;
  }
}
