/**
 * The daily seal (product H4): each day that is over is sealed once, in order, and never again. The recorder does it
 * after midnight; anybody may ask for it, and then gets what was left undone while nothing was running.
 */
import { Temporal } from 'temporal-polyfill';
import type { Seal } from '../core/chain.ts';
import { dayOf, type EpochMs, startOfDay } from '../core/time.ts';
import type { Chain } from '../storage/chain.ts';

/** Answers the seals it made, in order. */
export function sealDays(chain: Chain, now: EpochMs, zone: string): Seal[] {
  const today = dayOf(now, zone);
  const before = startOfDay(today, zone);
  if (chain.unsealed(before).length === 0) return [];
  return chain.alone(() => {
    const links = chain.unsealed(before);
    const last = chain.lastSeal();
    const days = daysOf(links, zone, last && Temporal.PlainDate.from(last.day).add({ days: 1 }));
    const made: Seal[] = [];
    for (let from = 0; from < links.length; ) {
      const day = days[from]!;
      let until = from;
      while (until < links.length && days[until] === day) until++;
      if (day >= String(today)) break;
      const [first, end] = [links[from]!, links[until - 1]!];
      made.push(chain.addSeal({ day, firstSeq: first.seq, lastSeq: end.seq, madeAt: now }));
      from = until;
    }
    return made;
  });
}

/**
 * The day a link is sealed with, ISO: that of its instant, unless the clock was wrong. A link from the future belongs to
 * the one after it, and nothing goes back into a day that is sealed.
 */
function daysOf(links: readonly { at: EpochMs }[], zone: string, earliest: Temporal.PlainDate | undefined): string[] {
  const days: string[] = [];
  let least = '9999-12-31';
  let [from, until, known] = [0, 0, ''];
  for (let i = links.length - 1; i >= 0; i--) {
    const { at } = links[i]!;
    if (at < from || at >= until) {
      const day = dayOf(at, zone);
      [from, until, known] = [startOfDay(day, zone), startOfDay(day.add({ days: 1 }), zone), String(day)];
    }
    if (known < least) least = known;
    days[i] = earliest && least < String(earliest) ? String(earliest) : least;
  }
  return days;
}
