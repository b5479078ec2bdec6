/** The approver's inbox: listen, approve or send back, several at once; and an approval taken back. */
import { type Context, Hono } from 'hono';
import { ApprovalPage, ConfirmWithdrawal, type Waiting } from '../../views/approval.tsx';
import { BatchPage } from '../../views/approval-batch.tsx';
import type { Refusal } from '../../views/approval-parts.tsx';
import { startWords } from '../../views/episode-parts.tsx';
import { WaitingNotices } from '../../views/notices.tsx';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { heardWords } from '../core/approval.ts';
import { type EpisodeInFull, isWaiting } from '../core/episodes.ts';
import type { User } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { may } from './access.ts';
import {
  approvalDraft,
  approveEpisode,
  type By,
  mandateOf,
  withdrawApproval,
  withdrawalDraft,
} from './approval-forms.ts';
import { openDesk } from './approval-sheets.ts';
import { decisionDraft, heardOf, hearForm, sendBack } from './approval-steps.ts';
import { comingStarts, openSheets } from './episode-sheets.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { waitingNotices } from './notice-forms.ts';
import { recordingSheets } from './recording-sheets.ts';
import { scriptSheet } from './script-forms.ts';
import type { Env, Station } from './station.ts';

export function approvalScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { episodes, episodeSteps, recordings, soleModes } = station.stores;
  const { zone } = station.config;
  const title = 'Duyệt';
  const script = 'approval.js';

  const find = (c: Context<Env, '/:id'>): EpisodeInFull | undefined => episodes.findInFull(Number(c.req.param('id')));
  const byOf = (c: Context<Env>): By => ({ user: c.get('user')!, origin: 'page' });

  screen.get('/duyet', (c) => c.render(inbox(c.get('user')!), { title, script }));

  screen.post('/duyet/:id', async (c) => {
    const episode = find(c);
    if (!episode) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(approvalDraft, values);
    hearForm(station, episode.recording, byOf(c), values);
    const approved = form.ok ? approveEpisode(station, episode, byOf(c), form.value) : form;
    if (!approved.ok) return refuse(c, episode, values, approved.error);
    const [next] = comingStarts(station, episode.id);
    const when = next === undefined ? 'sẵn sàng xếp lịch' : `phát lúc ${startWords(next, zone)}`;
    return seeOther(c, '/duyet', `Đã duyệt “${episode.title}”, ${when}.`);
  });

  screen.post('/duyet/:id/tra-lai', async (c) => {
    const episode = find(c);
    if (!episode) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(decisionDraft, values);
    hearForm(station, episode.recording, byOf(c), values);
    const said = form.ok ? sendBack(station, episode, byOf(c), form.value) : form;
    if (!said.ok) return refuse(c, episode, values, said.error);
    const done = said.value.kind === 'returned' ? 'Đã trả lại' : 'Đã ghi không duyệt';
    return seeOther(c, '/duyet', `${done} “${episode.title}”; người biên tập thấy ý kiến ngay trên số này.`);
  });

  function refuse(c: Context<Env>, episode: EpisodeInFull, values: FormValues, errors: FieldErrors) {
    const typed = { remark: textOf(values, 'remark'), soleReason: textOf(values, 'soleReason') };
    const page = inbox(c.get('user')!, { episodeId: episode.id, errors, ...typed });
    return c.render(page, { title, script, status: 422 });
  }

  /** Answers with the words the page shows of it. */
  screen.post('/duyet/:id/da-nghe', async (c) => {
    const episode = find(c);
    if (!episode) return c.notFound();
    const heard = hearForm(station, episode.recording, byOf(c), await readForm(c));
    if (!heard) return c.text('Âm thanh đã thay đổi; tải lại trang', 422);
    return c.text(heardWords(heard.heardMs, heard.lengthMs));
  });

  function inbox(user: User, refusal?: Refusal) {
    const { sheetOf, stepSheet } = openSheets(station);
    const all = episodes.list();
    const { waiting, sounds } = desks(user, all);
    const sent = all
      .filter(({ archivedAt }) => archivedAt === null)
      .map(sheetOf)
      .filter(({ state }) => state === 'returned' || state === 'rejected');
    const last = episodeSteps.last(sent.map(({ id }) => id));
    return ApprovalPage({
      notices: WaitingNotices({
        waiting: waitingNotices(station).map((notice) => ({
          notice,
          heard: heardOf(station, user, notice.versions[0]!.sound),
        })),
        mayApprove: may(user, 'POST /thong-bao/:id{[0-9]+}/duyet'),
      }),
      ...{ waiting, sounds, refusal, zone },
      scripts: new Map(waiting.map(({ episode: { id } }) => [id, scriptSheet(station, id)])),
      sentBack: sent
        .flatMap((episode) => {
          const step = last.get(episode.id);
          return step ? [{ episode, step: stepSheet(step) }] : [];
        })
        .sort((a, b) => b.step.at - a.step.at),
      approved: all
        .map(sheetOf)
        .filter(({ state }) => state === 'approved')
        .reverse()
        .map((episode) => ({ episode, coming: comingStarts(station, episode.id) })),
      mayApprove: may(user, 'POST /duyet/:id'),
      sole: soleModes.holding(station.clock()),
      signed: mandateOf(station, user),
    });
  }

  /** What waits, longest first, with its sound. */
  function desks(user: User, all: readonly EpisodeInFull[]) {
    const { sheetOf } = openSheets(station);
    const desk = openDesk(station, user);
    const waiting: Waiting[] = all
      .filter(isWaiting)
      .map((episode) => ({ episode: sheetOf(episode), desk: desk(episode) }))
      .sort((a, b) => (a.desk.submitted?.id ?? 0) - (b.desk.submitted?.id ?? 0));
    const heard = waiting.flatMap(({ episode }) => recordings.find(episode.recordingId ?? 0) ?? []);
    return { waiting, sounds: new Map(recordingSheets(station, heard).map((sound) => [sound.id, sound])) };
  }

  // several at once ---------------------------------------------------------------------------------------------------

  screen.get('/duyet/nhieu', (c) =>
    c.render(BatchPage(desks(c.get('user')!, episodes.list())), { title: 'Duyệt nhiều số' }),
  );

  screen.post('/duyet/nhieu/duyet', async (c) => {
    const chosen = textsOf(await readForm(c), 'so').flatMap((typed) => {
      const [, id, playoutSha256] = /^(\d+):(.+)$/.exec(typed) ?? [];
      const episode = id === undefined ? undefined : episodes.findInFull(Number(id));
      return episode && playoutSha256 ? [{ episode, playoutSha256 }] : [];
    });
    const refused: string[] = [];
    for (const { episode, playoutSha256 } of chosen) {
      const approved = approveEpisode(station, episode, byOf(c), { playoutSha256, soleReason: '' });
      if (!approved.ok) refused.push(`“${episode.title}”: ${Object.values(approved.error)[0]}`);
    }
    if (chosen.length > 0 && refused.length === 0) return seeOther(c, '/duyet', `Đã duyệt ${chosen.length} số.`);
    const done = chosen.length - refused.length;
    const errors =
      chosen.length === 0
        ? 'Chọn ít nhất một số để duyệt'
        : `${done > 0 ? `Đã duyệt ${done} số. ` : ''}Chưa duyệt: ${refused.join('; ')}`;
    const page = BatchPage({ ...desks(c.get('user')!, episodes.list()), errors });
    return c.render(page, { title: 'Duyệt nhiều số', status: 422 });
  });

  // taken back --------------------------------------------------------------------------------------------------------

  screen.get('/duyet/:id/thu-hoi', (c) => {
    const episode = find(c);
    if (!episode) return c.notFound();
    const coming = comingStarts(station, episode.id);
    const view = ConfirmWithdrawal({ episode: openSheets(station).sheetOf(episode), coming, zone });
    return c.render(view, { title: 'Thu hồi duyệt' });
  });

  screen.post('/duyet/:id/thu-hoi', async (c) => {
    const episode = find(c);
    if (!episode) return c.notFound();
    const form = parseForm(withdrawalDraft, await readForm(c));
    return withdrawApproval(station, episode, byOf(c), form.ok ? form.value.reason : '')
      ? seeOther(c, '/duyet', `Đã thu hồi duyệt “${episode.title}”.`)
      : seeOther(c, '/duyet', `“${episode.title}” chưa được duyệt nên không có gì để thu hồi.`, 'warn');
  });

  return screen;
}
