/** The approver's inbox: listen, approve, take an approval back. */
import { Hono } from 'hono';
import { ApprovalPage, ConfirmWithdrawal, type Refusal } from '../../views/approval.tsx';
import { startWords } from '../../views/episode-parts.tsx';
import { textOf } from '../../views/parts.tsx';
import { episodeState } from '../core/episodes.ts';
import type { User } from '../core/model.ts';
import { may } from './access.ts';
import { approvalDraft, approveEpisode, isWaiting, withdrawApproval } from './approval-forms.ts';
import { comingStarts, openSheets } from './episode-sheets.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { recordingSheets } from './recording-sheets.ts';
import type { Env, Station } from './station.ts';

export function approvalScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { episodes } = station.stores;
  const { zone } = station.config;
  const title = 'Duyệt';

  screen.get('/duyet', (c) => c.render(inbox(c.get('user')!), { title }));

  screen.post('/duyet/:id', async (c) => {
    const episode = episodes.findInFull(Number(c.req.param('id')));
    if (!episode) return c.notFound();
    const user = c.get('user')!;
    const values = await readForm(c);
    const form = parseForm(approvalDraft, values);
    const approved = form.ok ? approveEpisode(station, episode, user, form.value) : form;
    if (!approved.ok) {
      const refusal = { episodeId: episode.id, errors: approved.error, soleReason: textOf(values, 'soleReason') };
      return c.render(inbox(user, refusal), { title, status: 422 });
    }
    const [next] = comingStarts(station, episode.id);
    const when = next === undefined ? 'sẵn sàng xếp lịch' : `phát lúc ${startWords(next, zone)}`;
    return seeOther(c, '/duyet', `Đã duyệt “${episode.title}”, ${when}.`);
  });

  function inbox(user: User, refusal?: Refusal) {
    const { sheetOf } = openSheets(station);
    const all = episodes.list();
    const waiting = all.filter(isWaiting).sort((a, b) => a.changedAt - b.changedAt);
    const sounds = waiting.flatMap(({ recordingId }) => station.stores.recordings.find(recordingId ?? 0) ?? []);
    return ApprovalPage({
      waiting: waiting.map(sheetOf),
      sounds: new Map(recordingSheets(station, sounds).map((sound) => [sound.id, sound])),
      approved: all
        .filter((episode) => episodeState(episode) === 'approved')
        .reverse()
        .map((episode) => ({ episode: sheetOf(episode), coming: comingStarts(station, episode.id) })),
      userId: user.id,
      mayApprove: may(user, 'POST /duyet/:id'),
      refusal,
      zone,
    });
  }

  screen.get('/duyet/:id/thu-hoi', (c) => {
    const episode = episodes.findInFull(Number(c.req.param('id')));
    if (!episode) return c.notFound();
    const view = ConfirmWithdrawal({
      episode: openSheets(station).sheetOf(episode),
      coming: comingStarts(station, episode.id),
      zone,
    });
    return c.render(view, { title: 'Thu hồi duyệt' });
  });

  screen.post('/duyet/:id/thu-hoi', (c) => {
    const episode = episodes.findInFull(Number(c.req.param('id')));
    if (!episode) return c.notFound();
    return withdrawApproval(station, episode, c.get('user')!)
      ? seeOther(c, '/duyet', `Đã thu hồi duyệt “${episode.title}”.`)
      : seeOther(c, '/duyet', `“${episode.title}” chưa được duyệt nên không có gì để thu hồi.`, 'warn');
  });

  return screen;
}
