/** Niêm phong: the seals of the log's chain, the chain as a file, and the program with which anybody proves it. */
import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { SealPage, SealsPage } from '../../views/seals.tsx';
import { dayOf, parseDay, startOfDay, todayOf } from '../core/time.ts';
import { sealDays } from '../engine/seal.ts';
import { may } from './access.ts';
import { exportChain } from './airing-export.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

const PAGE_ROWS = 60;

/** The seals there were left to make. */
export const sealPastDays = ({ stores, clock, config }: Station) => sealDays(stores.chain, clock(), config.zone);

/** What covers these days, both inclusive (ISO): whole seals, each with its own link; without days, all there is. */
export function chainSpan({ stores, clock, config }: Station, from?: string, until?: string) {
  const { chain } = stores;
  const ends = chain.ends();
  if (ends === undefined || (from === undefined && until === undefined)) return ends;
  const seals = chain.sealsFrom(from ?? '', until ?? '9999');
  const reachesToday = (until ?? '9999') >= String(dayOf(clock(), config.zone));
  const [first, last] = [seals[0], seals.at(-1)];
  if (first === undefined || last === undefined)
    return reachesToday ? { first: (chain.lastSeal()?.lastSeq ?? 0) + 1, last: ends.last } : undefined;
  return { first: first.firstSeq, last: reachesToday ? ends.last : chain.of('seals', last.id)!.seq };
}

export function sealsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { chain } = station.stores;
  const { zone } = station.config;
  const verifier = readFileSync(station.config.verifier, 'utf8');
  const today = () => todayOf(station);

  screen.get('/nhat-ky/niem-phong', (c) => {
    const before = c.req.query('truoc');
    const seals = chain.seals(PAGE_ROWS + 1, before);
    return c.render(
      SealsPage({
        seals: seals.slice(0, PAGE_ROWS),
        older: seals.length > PAGE_ROWS ? seals[PAGE_ROWS - 1]!.day : undefined,
        isFirst: before === undefined,
        last: chain.last(),
        isBehind: chain.unsealed(startOfDay(today(), zone)).length > 0,
        maySeal: may(c.get('user'), 'POST /nhat-ky/niem-phong'),
        zone,
      }),
      { title: 'Niêm phong nhật ký' },
    );
  });

  screen.post('/nhat-ky/niem-phong', (c) => {
    const made = sealPastDays(station);
    return made.length > 0
      ? seeOther(c, '/nhat-ky/niem-phong', `Đã niêm phong ${made.length} ngày.`)
      : seeOther(c, '/nhat-ky/niem-phong', 'Mọi ngày đã qua đều được niêm phong rồi.');
  });

  screen.get('/nhat-ky/niem-phong/:day', (c) => {
    const seal = chain.sealOn(c.req.param('day'));
    return seal ? c.render(SealPage({ seal, zone }), { title: 'Niêm phong nhật ký' }) : c.notFound();
  });

  screen.get('/nhat-ky/xuat.chuoi.jsonl', (c) => {
    const day = (name: string) => {
      const typed = c.req.query(name);
      return typed && parseDay(typed) ? typed : undefined;
    };
    const span = chainSpan(station, day('tu'), day('den'));
    return span
      ? exportChain(c, station, span)
      : seeOther(c, '/nhat-ky/niem-phong', 'Trong những ngày này chưa có gì trong chuỗi.', 'warn');
  });

  /** Public, as what it proves is: whoever was given an export must be able to get it. */
  screen.get('/nhat-ky/verify.mjs', (c: Context) =>
    c.body(verifier, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Disposition': 'attachment; filename="verify.mjs"',
    }),
  );

  return screen;
}
