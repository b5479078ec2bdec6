import { test } from 'vitest';
import { CCHC, CDS, MONTHLY, openDuties } from '../support/duties.ts';
import { type EpochMs, epochMs, MINUTE } from '../../src/core/time.ts';
for (const all of [true, false])
test(all ? 'all of the plan' : 'a year of log', { timeout: 300_000 }, async () => {
  const room = await openDuties('2025-11-20 08:00');
  const P = [CDS, MONTHLY, CCHC];
  const issues = P.map((p) => Array.from({ length: p === MONTHLY ? 12 : 100 }, (_, i) => room.addIssue(p, i + 1, { topics: ['b-i-1'] })));
  const t0 = Date.parse('2025-08-27T05:00:00+07:00');
  room.web.db.transaction(() => {
    for (let i = 0; i < 10_000; i++) {
      const p = i % 3;
      const own = all || i % 33 === 0;
      const ep = issues[p]![Math.floor((i / 10_000) * issues[p]!.length)]!;
      room.air({ at: epochMs(t0 + i * 12 * MINUTE), episodeId: own ? ep : null, programmeId: own ? P[p]! : 'khuyen-nong', share: i % 17 === 0 ? 0.5 : 1, silent: i % 23 === 0, kind: i % 5 ? 'replay' : 'premiere', slotId: 'cds-phat-moi', recurrenceId: `x${i}` });
    }
  })();
  room.web.station.planner.rebuild();
  const get = async (p: string) => (await room.web.get(p, room.editor.headers)).text();
  const run = async (label: string, f: () => unknown, n = 60) => {
    const wall: number[] = [], cpu: number[] = [];
    for (let i = 0; i < n; i++) { const c = process.cpuUsage(), t = performance.now(); await f(); const u = process.cpuUsage(c); wall.push(performance.now() - t); cpu.push((u.user + u.system) / 1000); }
    const q = (xs: number[], k: number) => xs.sort((a, b) => a - b)[Math.floor(xs.length * k)]!.toFixed(1);
    console.log(all, label, 'wall median', q(wall, 0.5), 'p95', q(wall, 0.95), 'cpu median', q(cpu, 0.5), 'p95', q(cpu, 0.95));
  };
  for (let i = 0; i < 20; i++) await get('/tien-do');
  await run('page, nothing changed', () => get('/tien-do'));
  await run('page, ledger anew', () => { room.web.now = epochMs(room.web.now + MINUTE) as EpochMs; return get('/tien-do'); });
  await run('today', () => get('/'));
  await run('duyet for scale', () => get('/duyet'));
});
