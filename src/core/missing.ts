/**
 * What still has nothing to sound: who mends it, where, and when they are told (product C4): seven days, three days, one
 * day and two hours ahead, once for each, and again when it was mended and comes back.
 */
import type { AiringKind, Missing, Role } from './model.ts';
import type { MissingSound } from './on-air.ts';
import { between, type DurationMs, durationMs, type EpochMs, HOUR } from './time.ts';

/** `route` as access.ts has it: whoever may not open it is told whose work it is. */
export type Mend = { readonly role: Role; readonly route: string; readonly href: string; readonly words: string };

type Lacking = Pick<MissingSound, 'programmeId' | 'episodeId' | 'slotId'> & {
  /** Of a session's item, which has a sound of its own for the one day. */
  readonly item?: number;
  readonly kind?: AiringKind;
  readonly recurrenceId?: string | null;
  readonly missing: Missing;
  /** An issue of the programme that only lacks somebody's approval. */
  readonly waitingEpisodeId?: number | null;
  /** One with its sound that nobody has submitted. */
  readonly draftEpisodeId?: number | null;
};

/** The form in which it is mended, prefilled; of what no page mends, the day it falls on is nobody's. */
export function mendOf({
  missing,
  programmeId,
  episodeId,
  slotId,
  waitingEpisodeId = null,
  draftEpisodeId,
  ...at
}: Lacking): Mend {
  const waiting = waitingEpisodeId ?? (missing === 'not-approved' ? episodeId : null);
  const approve: Mend = {
    role: 'approver',
    route: 'POST /duyet/:id',
    href: waiting === null ? '/duyet' : `/duyet#so-${waiting}`,
    words: 'Xem và duyệt',
  };
  const slot: Mend = {
    role: 'editor',
    ...(at.item
      ? { route: 'GET /lich-phat/:slot/:day/so', href: `/lich-phat/${slotId}/${at.recurrenceId}/so?muc=${at.item}` }
      : { route: 'GET /khung-gio/:id', href: `/khung-gio/${slotId}` }),
    words: 'Chọn âm thanh',
  };
  const issue: Mend =
    programmeId === null
      ? slot
      : draftEpisodeId
        ? { role: 'editor', route: 'POST /so/:id/trinh-duyet', href: `/so/${draftEpisodeId}`, words: 'Trình duyệt' }
        : {
            role: 'editor',
            route: 'GET /chuyen-muc/:id/so/them',
            href: `/chuyen-muc/${programmeId}/so/them`,
            words: 'Soạn số mới',
          };
  const sound: Mend =
    episodeId === null
      ? slot
      : { role: 'editor', route: 'GET /so/:id/sua', href: `/so/${episodeId}/sua`, words: 'Gắn tệp âm thanh' };
  const notice: Mend = {
    role: 'editor',
    route: 'GET /thong-bao/them',
    href: '/thong-bao/them',
    words: 'Thêm thông báo',
  };
  const relay: Mend = { ...slot, role: 'operator', words: 'Nhập nguồn tiếp sóng' };
  const ways: Readonly<Record<Missing, Mend>> = {
    'no-approved-episode': waiting === null ? issue : approve,
    'nothing-to-replay': waiting === null ? issue : approve,
    'not-approved': approve,
    'no-recording': at.kind === 'notice' ? notice : sound,
    'recording-not-ready': sound,
    'not-valid': issue,
    'no-relay-address': relay,
    'no-room': { ...slot, words: 'Sửa buổi phát' },
    'cancelled-by-person': slot,
  };
  return ways[missing];
}

// when it is told -----------------------------------------------------------------------------------------------------

/** The soonest last. */
export const THRESHOLDS: readonly DurationMs[] = [7 * 24, 3 * 24, 24, 2].map((hours) => durationMs(hours * HOUR));
export const FARTHEST = THRESHOLDS[0]!;
const SOONEST = THRESHOLDS.at(-1)!;

/** What has been told of and was not mended since. */
export type Told = {
  readonly slotId: string;
  readonly missing: Missing;
  readonly role: Role;
  readonly firstStart: EpochMs;
  readonly threshold: DurationMs;
};

export type Telling = {
  readonly one: MissingSound;
  readonly mend: Mend;
  readonly threshold: DurationMs;
  /** The last warning: it does not wait for the morning. */
  readonly isUrgent: boolean;
};

const keyOf = ({ slotId, missing, role }: Pick<Told, 'slotId' | 'missing' | 'role'>): string =>
  `${slotId} ${missing} ${role}`;

/** Kept for a notice that nobody has written. */
const isEmptyPlace = ({ kind, missing }: MissingSound): boolean => kind === 'notice' && missing !== 'no-room';

/**
 * `tell` is due now; `told` is what is to be remembered in place of the last. An empty place for notices is no fault,
 * and a signature tune without its file is one fault, not one a day.
 */
export function missingToTell(
  missing: readonly MissingSound[],
  told: readonly Told[],
  now: EpochMs,
): { readonly tell: Telling[]; readonly told: Told[] } {
  const known = new Map(told.map((one) => [keyOf(one), one]));
  const tell: Telling[] = [];
  const next: Told[] = [];
  for (const one of missing) {
    const threshold = THRESHOLDS.findLast((far) => between(now, one.firstStart) <= far);
    if (threshold === undefined || one.firstStart < now || isEmptyPlace(one)) continue;
    const mend = mendOf(one);
    const fresh = { slotId: one.slotId, missing: one.missing, role: mend.role, firstStart: one.firstStart, threshold };
    const last = known.get(keyOf(fresh));
    const isSame = last !== undefined && (one.kind === 'music' || last.firstStart === one.firstStart);
    if (isSame && last.threshold <= threshold) next.push(last);
    else {
      next.push(fresh);
      tell.push({ one, mend, threshold, isUrgent: threshold === SOONEST });
    }
  }
  return { tell, told: next };
}
