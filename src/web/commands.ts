/**
 * What a person asks of the air: a row in `commands`, then a nudge. The air answers in its own time; the answer stands
 * beside the row. Pages and API both end in `askAir`. What is audible is asked for twice: a page says what will happen.
 */

import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { ConfirmSkip, ConfirmStart, ConfirmStop, NotNow, StartEpisodePage } from '../../views/commands.tsx';
import { approvalInForce, type EpisodeInFull, versionLabel } from '../core/episodes.ts';
import { insideHours } from '../core/hours.ts';
import type { Command, CommandKind, Entry, User } from '../core/model.ts';
import type { TodayLine } from '../core/on-air.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, parseInstant } from '../core/time.ts';
import { formatHours } from '../core/vietnamese.ts';
import { missingWord } from '../core/words.ts';
import { type Air, ZONE } from './air.ts';
import { calendarOf } from './calendar.ts';
import { choice, parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

export const COMMAND_KINDS = [
  ...['start-now', 'skip', 'stop', 'cut', 'hold', 'resume', 'extend', 'volume'],
] as const satisfies readonly CommandKind[];

const WRONG_MINUTES = 'Nhập số phút từ 1 đến 180, ví dụ 5';
const WRONG_GAIN = 'Nhập mức từ -30 đến 6 dB, ví dụ -6';

const id = z.coerce.number({ error: 'Chọn một mục' }).int('Chọn một mục').positive('Chọn một mục');

/** `start-now` and `skip` are about one entry or one episode, all else about a zone and what sounds there. */
export const commandDraft = z
  .object({
    kind: choice(COMMAND_KINDS, 'Chọn một lệnh'),
    entryId: id.optional(),
    episodeId: id.optional(),
    /** Of an entry it is the entry's own. */
    zoneId: z.string('Không có vùng phát này').max(80).default(ZONE),
    /** Of `extend`: beyond the end of its slot. */
    minutes: z.coerce
      .number({ error: WRONG_MINUTES })
      .int(WRONG_MINUTES)
      .min(1, WRONG_MINUTES)
      .max(180, WRONG_MINUTES)
      .optional(),
    /** Of `volume`: in force until it is changed or the day ends. */
    gainDb: z.coerce.number({ error: WRONG_GAIN }).min(-30, WRONG_GAIN).max(6, WRONG_GAIN).optional(),
    /** Of `cut` and `extend`: only what began then is meant (ISO 8601 with offset). */
    startedAt: z
      .string()
      .transform((typed, ctx) => {
        const at = parseInstant(typed);
        if (at !== undefined) return at;
        ctx.addIssue({ code: 'custom', message: 'Thời điểm dạng ISO 8601 có múi giờ' });
        return z.NEVER;
      })
      .optional(),
    /** Chosen by the sender: sent twice it is one command. */
    key: z.string().min(8, 'Khóa dài từ 8 ký tự').max(80, 'Khóa dài nhất 80 ký tự').optional(),
  })
  .superRefine(({ kind, entryId, episodeId, zoneId, minutes, gainDb }, ctx) => {
    const complain = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    if (kind === 'extend' && minutes === undefined) complain('minutes', WRONG_MINUTES);
    if (kind === 'volume' && gainDb === undefined) complain('gainDb', WRONG_GAIN);
    if (kind === 'volume' && (gainDb ?? 0) > 0 && zoneId !== ZONE)
      complain('gainDb', 'Một vùng chỉ chỉnh nhỏ đi được; to hơn thì chỉnh cho toàn xã');
    if (kind === 'hold' && zoneId !== ZONE) complain('zoneId', 'Giữ sóng là cho toàn xã; một vùng thì dừng phát');
    const named = [entryId, episodeId].filter((one) => one !== undefined).length;
    const isAboutOne = kind === 'start-now' || kind === 'skip';
    if (named !== (isAboutOne ? 1 : 0))
      ctx.addIssue({
        code: 'custom',
        path: ['entryId'],
        message: isAboutOne ? 'Chọn một mục trong danh sách phát hoặc một số' : 'Lệnh này không nói về riêng mục nào',
      });
  });
export type CommandDraft = z.output<typeof commandDraft>;

/** Refused at once only for what the air could never do; all else the air answers itself. */
export function askAir(station: Station, user: User, draft: CommandDraft): Result<Command, FieldErrors> {
  const { stores, clock, nudge } = station;
  const { kind, entryId, episodeId, minutes, gainDb, startedAt, key } = draft;
  const entry = entryId === undefined ? undefined : stores.entries.find(entryId);
  const episode = episodeId === undefined ? undefined : stores.episodes.findInFull(episodeId);
  const zoneId = entry?.zoneId ?? draft.zoneId;
  const zone = stores.zones.find(zoneId);
  if (!zone || zone.archivedAt !== null) return err({ zoneId: 'Không có vùng phát này' });
  if (entryId !== undefined && !entry) return err({ entryId: 'Mục này không còn trong danh sách phát' });
  if (episodeId !== undefined && !episode) return err({ episodeId: 'Không có số này' });
  if (kind === 'start-now' && entry?.missing) return err({ entryId: `${missingWord(entry.missing)}, chưa phát được` });
  if (kind === 'start-now' && episode && !isReady(episode))
    return err({ episodeId: 'Số này chưa được duyệt, hoặc âm thanh đã đổi sau khi duyệt' });
  const command = stores.commands.add({
    kind,
    zoneId,
    entryId: entryId ?? (kind === 'extend' ? (stores.today.sounding(zoneId)?.entryId ?? null) : null),
    episodeId: episodeId ?? null,
    payload: {
      ...(kind === 'extend' && { minutes: minutes! }),
      ...(kind === 'volume' && { gainDb: gainDb! }),
      ...((kind === 'extend' || kind === 'cut') && startedAt !== undefined && { startedAt }),
    },
    clientKey: key,
    issuedBy: user.id,
    issuedAt: clock(),
  });
  nudge();
  return ok(command);
}

const isReady = (episode: EpisodeInFull): boolean =>
  episode.archivedAt === null && approvalInForce(episode) !== undefined;

const SENT = {
  'start-now': 'Đã gửi lệnh phát ngay.',
  skip: 'Đã gửi lệnh bỏ qua.',
  stop: 'Đã gửi lệnh dừng phát.',
  resume: 'Đã gửi lệnh phát tiếp.',
  cut: 'Đã gửi lệnh ngắt.',
  hold: 'Đã gửi lệnh giữ sóng.',
  extend: 'Đã gửi lệnh kéo dài.',
  volume: 'Đã gửi lệnh chỉnh âm lượng.',
} as const satisfies Record<CommandKind, string>;

export function commandsScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, clock, config } = station;

  screen.post('/lenh', async (c) => {
    const form = parseForm(commandDraft, await readForm(c));
    const asked = form.ok ? askAir(station, c.get('user')!, form.value) : form;
    if (!asked.ok) return seeOther(c, '/', `${Object.values(asked.error).join('. ')}.`, 'warn');
    return seeOther(c, '/', `${SENT[asked.value.kind]} Bộ phát trả lời ở mục Lệnh gần đây.`);
  });

  /** What would be cut; of a playout that does not answer nobody claims that it sounds. */
  const heard = () => {
    const { state, sounding } = air.now();
    return state === 'on-air' ? sounding : undefined;
  };

  screen.get('/dung-phat', (c) => {
    const now = clock();
    const isToCome = ({ plannedStart, missing }: TodayLine) =>
      plannedStart !== null && plannedStart > now && missing === null;
    const left = air.today().onAir.lines.filter(isToCome).length;
    return c.render(ConfirmStop({ sounding: heard(), left, zones: stores.zones.list() }), { title: 'Dừng phát' });
  });

  /** Why nothing could be started now, in words. */
  const obstacle = (): string | undefined => {
    const { hoursOn } = calendarOf(station);
    const { hold } = air.now();
    if (hold) return `${hold.endsNothing ? 'Đang giữ sóng' : 'Đang dừng phát'}. Bấm “Phát tiếp” trước, rồi phát ngay.`;
    if (!insideHours(clock(), hoursOn, config.zone))
      return `Bây giờ ngoài khung giờ được phép phát (${formatHours(hoursOn(dayOf(clock(), config.zone)))}). Người quản trị đổi khung giờ ở trang Cấu hình.`;
    return undefined;
  };

  screen.get('/phat-ngay', (c) => {
    const title = 'Phát ngay';
    const hindered = obstacle();
    if (hindered) return c.render(NotNow({ title, words: hindered }), { title });
    const sounding = heard();
    const asked = c.req.query('muc');
    if (asked === undefined) {
      const page = StartEpisodePage({ options: choices(), zones: stores.zones.list(), sounding });
      return c.render(page, { title });
    }
    const line = lineOf(Number(asked));
    if (!line) return c.notFound();
    if (line.missing)
      return c.render(NotNow({ title, words: `${missingWord(line.missing)}, chưa phát được.` }), { title });
    // In a zone of its own it cuts what is that zone's; the commune's only gives way there.
    const { zoneId } = stores.entries.find(Number(asked))!;
    const cut = zoneId === ZONE ? sounding : air.today().onAir.elsewhere.find(({ id }) => id === zoneId)?.sounding;
    return c.render(ConfirmStart({ line, sounding: cut, now: clock(), zone: config.zone }), { title });
  });

  screen.get('/bo-qua', (c) => {
    const title = 'Bỏ qua';
    const [entryId, episodeId] = [Number(c.req.query('muc')), Number(c.req.query('so'))];
    const isOnAir = [heard(), ...air.today().onAir.elsewhere.map(({ sounding }) => sounding)].find(
      (sounding) => sounding && (entryId ? sounding.entryId === entryId : sounding.episodeId === episodeId),
    );
    if (isOnAir) return c.render(ConfirmSkip({ what: isOnAir, plannedStart: null, ...at() }), { title });
    const line = lineOf(entryId);
    if (!line) return c.notFound();
    return c.render(ConfirmSkip({ what: line, plannedStart: line.plannedStart, ...at() }), { title });
  });

  const at = () => ({ now: clock(), zone: config.zone });

  /** An entry with the name people know it by. */
  const lineOf = (entryId: number) => {
    const entry: Entry | undefined = Number.isInteger(entryId) ? stores.entries.find(entryId) : undefined;
    return entry && stores.today.lines(entry.plannedStart, entry.plannedEnd).find((line) => line.entryId === entry.id);
  };

  /** Every episode that may be heard now, the newest first. */
  const choices = () => {
    const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
    return stores.episodes
      .list()
      .filter(isReady)
      .map((episode) => {
        const programme = programmes.get(episode.programmeId)!;
        const label = [programme.name, versionLabel(programme.issueWord, episode), episode.title]
          .filter(Boolean)
          .join(', ');
        return { value: String(episode.id), label };
      });
  };

  return screen;
}
