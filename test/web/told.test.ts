/** Who is mailed, by a real SMTP server, of a bulletin from above and of what came back from the approver. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../src/core/model.ts';
import { KIND_NAMES, type NotificationKind } from '../../src/core/notification.ts';
import { after, durationMs, HOUR, MINUTE, SECOND } from '../../src/core/time.ts';
import { openLookout } from '../../src/engine/lookout.ts';
import type { Outbox } from '../../src/engine/outbox.ts';
import { aCap } from '../support/cap.ts';
import { openMailSink, textOfMail } from '../support/mail-sink.ts';
import { CDS, call, openNewsroom } from '../support/newsroom.ts';

async function openTold() {
  const sink = await openMailSink();
  const room = await openNewsroom();
  const { web, recipients } = room;
  recipients.setServer({
    ...{ host: '127.0.0.1', port: sink.port, security: 'none', username: '', password: '', sender: 'dai@xa.vn' },
    quiet: { from: '21:00', until: '05:00' },
  });
  const subscribe = (who: { user: { id: number } }, name: string, kinds: readonly NotificationKind[] = KIND_NAMES) =>
    recipients.setWishes(who.user.id, { email: `${name}@xa.vn`, kinds });
  const add = (name: string, roles: readonly Role[], kinds = KIND_NAMES) => {
    const who = web.user(roles);
    subscribe(who, name, kinds);
    return who;
  };
  const lookout = openLookout({ ...web.station, freeBytes: async () => 1e12 });
  onTestFinished(() => lookout[Symbol.dispose]());
  const pass = async (ms: number) => {
    web.now = after(web.now, durationMs(ms));
    await (web.station.outbox as Outbox).settled();
  };
  /** Address and first line of each mail so far; what else the lookout has to say is left out. */
  const mails = () => sink.received.map(({ to, raw }) => ({ to: to[0]!, text: textOfMail(raw) }));
  const look = async () => {
    await lookout.look();
    await pass(2 * MINUTE);
  };
  const told = (kind: NotificationKind) =>
    web.db.prepare<[string], string>('SELECT subject FROM notifications WHERE kind = ? ORDER BY id').pluck().all(kind);
  return { ...room, sink, subscribe, add, pass, mails, look, told };
}

const BULLETIN = {
  class: 'emergency',
  title: 'Lũ quét tại thôn 3',
  sender: 'Ban Chỉ huy phòng thủ dân sự tỉnh',
  number: '12/TB-BCH',
  text: 'Bà con lên chỗ cao ngay.',
};

describe('a bulletin from above', () => {
  test('is mailed within seconds, by night too, to those who may decide it and want it', async () => {
    const { web, add, mails, pass, told } = await openTold();
    web.now = after(web.now, durationMs(15 * HOUR));
    const clerk = add('clerk', ['editor']);
    add('truc', ['operator']);
    add('duyet', ['approver']);
    add('off', ['operator'], ['incident']);
    add('xem', ['viewer']);
    expect((await call(web, 'POST', '/bulletins', clerk.headers, BULLETIN)).status).toBe(201);
    await pass(6 * SECOND);
    const all = mails();
    expect(all.map(({ to }) => to).sort()).toEqual(['duyet@xa.vn', 'truc@xa.vn']);
    expect(all[0]!.text).toContain('Bản tin khẩn cấp: Lũ quét tại thôn 3');
    expect(all[0]!.text).toContain('Nơi gửi: Ban Chỉ huy phòng thủ dân sự tỉnh');
    expect(all[0]!.text).toMatch(/\/ban-tin\/1\b/);
    // What it says is read on the page, not in a mail that leaves the house.
    expect(all[0]!.text).not.toContain('lên chỗ cao');

    await call(web, 'POST', '/bulletins', clerk.headers, { ...BULLETIN, class: 'priority', title: 'Xả lũ' });
    await pass(6 * SECOND);
    expect(
      mails()
        .slice(2)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(['clerk@xa.vn', 'duyet@xa.vn', 'truc@xa.vn']);
    await call(web, 'POST', '/bulletins', clerk.headers, { ...BULLETIN, class: 'ordinary', title: 'Tuyển quân' });
    expect(told('bulletin')).toEqual(['Bản tin khẩn cấp: Lũ quét tại thôn 3', 'Bản tin ưu tiên: Xả lũ']);
  });

  test('as CAP is told once however often it comes, a test not at all, its cancellation as such', async () => {
    const { web, editor, told } = await openTold();
    const send = (changes = {}) =>
      web.app.request('/api/v1/bulletins/cap', {
        method: 'POST',
        body: aCap(changes),
        headers: { ...editor.headers, 'content-type': 'application/cap+xml' },
      });
    expect((await send({ identifier: 'thu', status: 'Test' })).status).toBe(201);
    await send();
    await send();
    expect(told('bulletin')).toEqual([expect.stringMatching(/^Bản tin khẩn cấp: /)]);
    const references = 'canhbao@kttv.gov.vn,KTTV-QNG-2025-0913,2025-09-10T06:00:00+07:00';
    expect((await send({ identifier: 'huy', msgType: 'Cancel', references })).status).toBe(201);
    expect(told('bulletin')[1]).toMatch(/^Nơi gửi hủy bản tin: /);
  });
});

describe('what came back from the approver', () => {
  test('is mailed once to who made it and to the editors, with the remark', async () => {
    const { web, add, subscribe, approver, addRecording, mails, look, episodes } = await openTold();
    const author = add('tac-gia', ['editor']);
    add('khac', ['editor']);
    add('off', ['editor'], ['missing']);
    subscribe(approver, 'duyet');
    const sound = addRecording('Hóa đơn');
    const issue = { programmeId: CDS, year: 2025, number: 2, title: 'Hóa đơn điện tử', recordingId: sound.id };
    const made = await call(web, 'POST', '/episodes', author.headers, { ...issue, submit: true });
    const { id } = (await made.json()) as { id: number };
    const remark = 'Đọc sai tên thôn tại 03:20';
    const decision = { playoutSha256: sound.sha, kind: 'returned', remark };
    expect((await call(web, 'POST', `/episodes/${id}/decisions`, approver.headers, decision)).status).toBe(201);
    await look();
    await look();
    const all = mails().filter(({ text }) => text.includes('trả lại để sửa'));
    expect(all.map(({ to }) => to).sort()).toEqual(['khac@xa.vn', 'tac-gia@xa.vn']);
    expect(all[0]!.text).toContain(`“Hóa đơn điện tử”: trả lại để sửa\r\n- ${approver.user.name}, `);
    expect(all[0]!.text).toContain(`- ${remark}\r\n`);
    expect(all[0]!.text).toMatch(new RegExp(`/so/${id}\\b`));

    await call(web, 'PUT', `/episodes/${id}/submission`, author.headers);
    await call(web, 'PUT', `/episodes/${id}/approval`, approver.headers, { playoutSha256: sound.sha });
    expect(episodes.approvalsOf(id)).toHaveLength(1);
    episodes.setRecording(id, addRecording('Bài khác').id, web.now);
    await look();
    const voided = mails().filter(({ text }) => text.includes('duyệt hết hiệu lực: âm thanh đã thay'));
    expect(voided.map(({ to }) => to).sort()).toEqual(['duyet@xa.vn', 'khac@xa.vn', 'tac-gia@xa.vn']);
  });

  test('of a notice likewise: given back, taken back, or another sound than was approved', async () => {
    const { web, editor, approver, addRecording, look, told, recordings, notices } = await openTold();
    const draft = { validFrom: '2025-09-10', validUntil: '2025-09-14', timesPerDay: 1, text: '' };
    async function write(title: string) {
      const { id: recordingId, sha } = addRecording(title, { minutes: 1 });
      const made = await call(web, 'POST', '/notices', editor.headers, { ...draft, title, recordingId });
      const { id } = (await made.json()) as { id: number };
      expect((await call(web, 'PUT', `/notices/${id}/submission`, editor.headers, { heard: true })).status).toBe(200);
      return { id, recordingId, playoutSha256: sha };
    }
    const back = await write('Họp thôn');
    const { playoutSha256 } = back;
    await call(web, 'PUT', `/notices/${back.id}/return`, approver.headers, { playoutSha256, note: 'thiếu giờ họp' });
    await look();
    await look();
    expect(told('decision')).toEqual(['Thông báo “Họp thôn”: trả lại để sửa']);
    expect(
      web.db.prepare<[], string>("SELECT lines FROM notifications WHERE kind = 'decision'").pluck().get(),
    ).toContain('thiếu giờ họp');

    const approved = await write('Tiêm chủng');
    const sound = { playoutSha256: approved.playoutSha256 };
    await call(web, 'PUT', `/notices/${approved.id}/approval`, approver.headers, sound);
    await look();
    expect(told('decision')).toHaveLength(1);
    recordings.archive(approved.recordingId, web.now);
    await look();
    await look();
    expect(told('decision').slice(1)).toEqual(['Thông báo “Tiêm chủng”: duyệt hết hiệu lực']);
    expect(notices.withdraw(approved.id, approver.user.id, web.now)).toBe(true);
    await look();
    expect(told('decision').slice(2)).toEqual(['Thông báo “Tiêm chủng”: thu hồi duyệt']);
  });
});

test('who wants it or not is a box on the page like the others', async () => {
  const { web, editor, recipients } = await openTold();
  const page = await (await web.get('/thong-bao/cua-toi', editor.headers)).text();
  for (const words of ['Bản tin cấp trên', 'Duyệt, trả lại']) expect(page).toContain(words);
  const form = { email: 'a@xa.vn', kinds: ['bulletin', 'decision'] };
  expect((await web.post('/thong-bao/cua-toi', form, editor.headers)).status).toBe(303);
  expect(recipients.wishes().get(editor.user.id)!.kinds).toEqual(['bulletin', 'decision']);
});
