/** `/seals` and `/chain`: how the log is proved to whoever does not trust this program. */
import { createRoute, z } from '@hono/zod-openapi';
import { type Seal, sealText } from '../../core/chain.ts';
import type { EpochMs } from '../../core/time.ts';
import { exportChain } from '../airing-export.ts';
import { problem } from '../problem.ts';
import { chainSpan, sealPastDays } from '../seals.ts';
import type { Station } from '../station.ts';
import { Day, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const SealOut = z
  .object({
    day: Day,
    firstSeq: z.int().openapi({ description: 'The first link it covers; each seal begins where the last ended' }),
    lastSeq: z.int(),
    count: z.int(),
    root: z.string().openapi({ description: 'Merkle root (RFC 6962, 2.1) of the hashes of these links' }),
    text: z.string().openapi({ description: 'As it is printed, and as `verify.mjs --seal` reads it' }),
    madeAt: Instant,
  })
  .openapi('Seal');

const list = createRoute({
  method: 'get',
  path: '/seals',
  request: { query: z.object({ from: Day.optional(), until: Day.optional() }) },
  responses: { 200: json(z.object({ seals: z.array(SealOut) }), 'By day'), ...refusals(422) },
});
const make = createRoute({
  method: 'post',
  path: '/seals',
  summary: 'Seals the days that are over and are not sealed yet; the station does so by itself after midnight',
  responses: { 200: json(z.object({ seals: z.array(SealOut) }), 'Those made now'), ...refusals() },
});
const chain = createRoute({
  method: 'get',
  path: '/chain',
  summary: 'The links under the seals of these days, or all of them, for verify.mjs',
  request: { query: z.object({ from: Day.optional(), until: Day.optional() }) },
  responses: {
    200: {
      description: 'A link a line, and a last line that tells that the file is whole',
      content: { 'application/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...refusals(404, 422),
  },
});

export function sealsApi(station: Station) {
  const { zone } = station.config;
  const onTheWire = ({ id: _, madeAt, ...seal }: Seal) => ({
    ...seal,
    text: sealText(seal),
    madeAt: instantOf(madeAt as EpochMs, zone),
  });
  return openApiPart()
    .openapi(list, (c) => {
      const { from = '', until = '9999' } = c.req.valid('query');
      return c.json({ seals: station.stores.chain.sealsFrom(from, until).map(onTheWire) }, 200);
    })
    .openapi(make, (c) => c.json({ seals: sealPastDays(station).map(onTheWire) }, 200))
    .openapi(chain, (c) => {
      const { from, until } = c.req.valid('query');
      const span = chainSpan(station, from, until);
      return span ? exportChain(c, station, span) : problem(c, 404, 'Trong những ngày này chưa có gì trong chuỗi');
    });
}
