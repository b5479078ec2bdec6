/**
 * Đã kiểm tra: the day is frozen as it is, by name; whatever is other later is said until somebody signs again. Who
 * changed it is asked of what the station has on record: edits of the schedule, approvals, recordings.
 */
import { Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../core/result.ts';
import { type ChangedSince, differences, type SignedEntry, signedEntry } from '../core/sign-off.ts';
import { parseDay, startOfDay, todayOf } from '../core/time.ts';
import type { SignOff } from '../storage/sign-offs.ts';
import { readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

/** How the day stands to its last sign-off (`Checked`), with the id of who signed. */
export function checkedDay(station: Read, day: Temporal.PlainDate) {
  const { stores, config, clock } = station;
  const isOpen = startOfDay(day.add({ days: 1 }), config.zone) > clock();
  const last = stores.signOffs.last(day.toString());
  if (last === undefined) return { signed: undefined, changes: [], isOpen } as const;
  const { entries, signedName, signedAt, sha256, signedBy } = last;
  const signed = { signedName, signedAt, sha256, signedBy };
  const now = entriesOf(station, day);
  const changes = differences(entries, now, config.zone);
  if (changes.length === 0) return { signed, changes: [], isOpen };

  const edits = stores.scheduleChanges.since(signed.signedAt);
  const told = changes.map((one): ChangedSince => {
    const edit = edits.findLast(
      ({ slotId, recurrenceId }) =>
        slotId === one.slotId && (recurrenceId === null || recurrenceId === one.recurrenceId),
    );
    if (edit) return { ...one, by: edit.by, at: edit.at };
    const slot = stores.slots.find(one.slotId);
    if (slot && slot.changedAt > signed.signedAt) return { ...one, by: null, at: slot.changedAt };
    const approval = one.episodeId === null ? undefined : stores.episodes.findInFull(one.episodeId)?.approvals[0];
    return approval && approval.approvedAt > signed.signedAt
      ? { ...one, by: stores.people.find(approval.approverId)?.name ?? null, at: approval.approvedAt }
      : { ...one, by: null, at: null };
  });
  return { signed, changes: told, isOpen };
}

const entriesOf = ({ stores, config }: Read, day: Temporal.PlainDate): SignedEntry[] =>
  stores.entries.onDay(day, config.zone).map(signedEntry);

export function signDay(
  station: Station,
  day: Temporal.PlainDate,
  by: { readonly id: number; readonly name: string },
): Result<SignOff, string> {
  const { stores, config, clock } = station;
  if (startOfDay(day.add({ days: 1 }), config.zone) <= clock())
    return err('Ngày này đã qua nên không kiểm tra được nữa');
  const entries = entriesOf(station, day);
  if (entries.length === 0) return err('Ngày này chưa có gì để kiểm tra');
  const signed = stores.signOffs.add({
    ...{ day: day.toString(), entries },
    ...{ signedBy: by.id, signedName: by.name, signedAt: clock() },
  });
  return ok(signed);
}

export function signOffScreen(station: Station): Hono<Env> {
  return new Hono<Env>().post('/lich-phat/kiem-tra', async (c) => {
    const { ngay, ve } = await readForm(c);
    const day = parseDay(String(ngay)) ?? todayOf(station);
    const signed = signDay(station, day, c.get('user')!);
    const back = ve === 'hom-nay' ? '/' : `/lich-phat?ngay=${day}`;
    return signed.ok
      ? seeOther(c, back, `Đã kiểm tra: ${signed.value.entries.length} lượt, mã ${signed.value.sha256.slice(0, 8)}.`)
      : seeOther(c, back, `${signed.error}.`, 'warn');
  });
}
