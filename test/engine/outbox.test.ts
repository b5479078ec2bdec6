import { describe, expect, onTestFinished, test } from 'vitest';
import { sealText } from '../../src/core/chain.ts';
import type { Role } from '../../src/core/model.ts';
import type { Notice } from '../../src/core/notification.ts';
import { type EpochMs, epochMs, HOUR, MINUTE } from '../../src/core/time.ts';
import { openLookout } from '../../src/engine/lookout.ts';
import { notify } from '../../src/engine/notify.ts';
import { openOutbox } from '../../src/engine/outbox.ts';
import { openPlanner } from '../../src/engine/planner.ts';
import { signature } from '../../src/engine/webhook.ts';
import type { MailServer } from '../../src/storage/recipients.ts';
import { verifyChain } from '../../src/verify-verb.ts';
import { openStores } from '../../src/web/stores.ts';
import { anAiring } from '../support/airings.ts';
import { headerOf, openHookSink, openMailSink, textOfMail } from '../support/mail-sink.ts';
import { aSlot, at, furnish, ZONE } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';
import { freePort, until } from '../support/wait.ts';

const ORIGIN = 'http://dai.xa';
const ALL = ['missing', 'incident'] as const;

async function openRoom(wall = '2025-09-10 10:00') {
  const db = await temporaryDatabase();
  const stores = openStores(db);
  const room = { now: at(wall) };
  const clock = () => room.now;
  const open = (allowed: readonly string[] = ['127.0.0.0/8']) => {
    const outbox = openOutbox({ stores, clock, zone: ZONE, origin: ORIGIN, allowed: () => allowed });
    onTestFinished(() => outbox[Symbol.dispose]());
    return outbox;
  };
  const outbox = open();
  const config = { zone: ZONE, home: '/' };
  const station = { stores, clock, config, outbox };
  const person = (username: string, roles: readonly Role[], email = `${username}@xa.vn`) => {
    const user = stores.people.add({ username, name: username, roles, passwordHash: '', createdAt: room.now })!;
    stores.recipients.setWishes(user.id, { email, kinds: ALL });
    return user;
  };
  const server = (port: number, changes: Partial<MailServer> = {}) =>
    stores.recipients.setServer({
      ...{ host: '127.0.0.1', port, security: 'none', username: '', password: '' },
      ...{ sender: 'dai@xa.vn', quiet: { from: '21:00', until: '05:00' } },
      ...changes,
    });
  const say = (key: string, changes: Partial<Notice> = {}) =>
    notify(station, {
      key,
      kind: 'missing',
      roles: ['editor'],
      subject: `Việc ${key}`,
      lines: ['dòng một'],
      ...changes,
    });
  /** Time passes, and all that is due is tried. */
  const pass = async (ms: number, through = outbox) => {
    room.now = epochMs(room.now + ms) as EpochMs;
    await through.settled();
  };
  return { db, stores, room, station, outbox, open, person, server, say, pass };
}

describe('a mail', () => {
  test('reaches who is meant, in Vietnamese, with the link and a Message-ID', async () => {
    const sink = await openMailSink({ user: 'dai', password: 'bí mật' });
    const { person, server, say, pass, stores } = await openRoom();
    server(sink.port, { username: 'dai', password: 'bí mật' });
    person('hanh', ['editor']);
    person('thiu', ['approver']);
    expect(say('a', { subject: 'Còn thiếu: Chuyển đổi số', link: '/duyet#so-7' })).toBe(true);
    await pass(MINUTE);
    expect(sink.received.map(({ to }) => to)).toEqual([['hanh@xa.vn']]);
    const { raw } = sink.received[0]!;
    expect(textOfMail(raw)).toContain('Còn thiếu: Chuyển đổi số\r\n- dòng một\r\nhttp://dai.xa/duyet#so-7');
    expect(headerOf(raw, 'Message-ID')).toMatch(/^<[0-9a-f-]{36}@xa\.vn>$/);
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(stores.notifications.list()).toMatchObject([{ state: 'sent', attempts: 1, error: null }]);
  });

  test('is said once for each key', async () => {
    const sink = await openMailSink();
    const { person, server, say, pass } = await openRoom();
    server(sink.port);
    person('hanh', ['editor']);
    expect([say('a'), say('a')]).toEqual([true, false]);
    await pass(MINUTE);
    expect(say('a')).toBe(false);
    await pass(MINUTE);
    expect(sink.received).toHaveLength(1);
  });

  test('is one for a person, whatever was said within the minute and by whatever role', async () => {
    const sink = await openMailSink();
    const { person, server, say, pass } = await openRoom();
    server(sink.port);
    person('lan', ['editor', 'approver']);
    for (let i = 0; i < 40; i++) say(`e${i}`, { roles: [i % 2 ? 'editor' : 'approver'] });
    await pass(MINUTE);
    expect(sink.received).toHaveLength(1);
    expect(textOfMail(sink.received[0]!.raw).match(/^Việc e/gm)).toHaveLength(40);
  });

  test('waits for the morning, but not when it is urgent', async () => {
    const sink = await openMailSink();
    const { person, server, say, pass } = await openRoom('2025-09-10 23:00');
    server(sink.port);
    person('hanh', ['editor']);
    say('a');
    say('b');
    await pass(HOUR);
    expect(sink.received).toEqual([]);
    await pass(5 * HOUR);
    expect(sink.received).toHaveLength(1);
    expect(textOfMail(sink.received[0]!.raw)).toContain('Việc b');
  });

  test('that is urgent takes along by night what was waiting', async () => {
    const sink = await openMailSink();
    const { person, server, say, pass } = await openRoom('2025-09-10 23:00');
    server(sink.port);
    person('hanh', ['editor']);
    say('a');
    say('b', { isUrgent: true });
    await pass(MINUTE);
    expect(sink.received).toHaveLength(1);
    expect(textOfMail(sink.received[0]!.raw)).toContain('Việc a');
  });

  test('without a server is nobody’s, and is not sent years later when one is set up', async () => {
    const sink = await openMailSink();
    const { person, server, say, pass, stores } = await openRoom();
    person('hanh', ['editor']);
    expect(say('a')).toBe(true);
    server(sink.port);
    await pass(MINUTE);
    expect(sink.received).toEqual([]);
    expect(stores.notifications.list()).toEqual([]);
  });
});

describe('what fails', () => {
  test('is tried again, later and later, and says why; at last it arrives under the same Message-ID', async () => {
    const port = await freePort();
    const { person, server, say, pass, stores } = await openRoom();
    server(port);
    person('hanh', ['editor']);
    say('a');
    await pass(MINUTE);
    expect(stores.notifications.list()).toMatchObject([{ state: 'queued', attempts: 1 }]);
    expect(stores.notifications.list()[0]?.error).toMatch(/^Không kết nối được với máy chủ thư/);
    const { messageId } = stores.notifications.list()[0]!;
    const sink = await openMailSink();
    server(sink.port);
    await pass(MINUTE / 2);
    expect(sink.received).toEqual([]);
    await pass(MINUTE);
    expect(headerOf(sink.received[0]!.raw, 'Message-ID')).toBe(`<${messageId}>`);
    expect(stores.notifications.list()).toMatchObject([{ state: 'sent', attempts: 2, error: null }]);
  });

  test('for good, because nobody has that address, is not tried again until a person says so', async () => {
    const sink = await openMailSink();
    sink.refuse = { code: 550, words: 'No such user' };
    const { person, server, say, pass, stores, outbox, room } = await openRoom();
    server(sink.port);
    person('hanh', ['editor']);
    say('a');
    await pass(MINUTE);
    const [failed] = stores.notifications.list();
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(failed?.error).toContain('No such user');
    sink.refuse = undefined;
    await pass(24 * HOUR);
    expect(sink.received).toEqual([]);
    expect(stores.notifications.requeue(failed!.id, room.now)).toBe(true);
    await outbox.settled();
    expect(sink.received).toHaveLength(1);
    expect(stores.notifications.requeue(failed!.id, room.now)).toBe(false);
  });

  test('for a wrong password says so, and gives up after a day', async () => {
    const sink = await openMailSink({ user: 'dai', password: 'đúng' });
    const { person, server, say, pass, stores } = await openRoom();
    server(sink.port, { username: 'dai', password: 'sai' });
    person('hanh', ['editor']);
    say('a');
    for (let hour = 0; hour < 40; hour++) await pass(HOUR);
    expect(stores.notifications.list()).toMatchObject([
      { state: 'failed', attempts: 8, error: 'Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu' },
    ]);
    expect(sink.received).toEqual([]);
  });

  test('goes to where the person is reached today, or not at all once they are locked', async () => {
    const port = await freePort();
    const { person, server, say, pass, stores, room } = await openRoom();
    server(port);
    const hanh = person('hanh', ['editor']);
    const moi = person('moi', ['editor']);
    say('a');
    await pass(MINUTE);
    const sink = await openMailSink();
    server(sink.port);
    stores.recipients.setWishes(hanh.id, { email: 'hanh.moi@xa.vn', kinds: ALL });
    stores.people.setDisabled(moi.id, room.now);
    await pass(HOUR);
    expect(sink.received.map(({ to }) => to)).toEqual([['hanh.moi@xa.vn']]);
    expect(stores.notifications.list().map(({ state }) => state)).toEqual(['failed', 'sent']);
  });
});

test('the web may die with a mail on its way: it is sent again under the same Message-ID, and one that was acknowledged is not', async () => {
  const sink = await openMailSink();
  const { person, server, say, pass, room, outbox, open, stores } = await openRoom();
  server(sink.port);
  person('hanh', ['editor']);
  say('done');
  await pass(MINUTE);
  let release = () => {};
  sink.hold = new Promise((resolve) => {
    release = resolve;
  });
  say('lost');
  room.now = epochMs(room.now + MINUTE);
  const dying = outbox.settled();
  await until('the mail at the server', () => sink.received.length === 2);
  // It is gone before the server's answer comes: nothing may be written any more.
  outbox[Symbol.dispose]();
  release();
  sink.hold = undefined;
  await dying;
  expect(stores.notifications.list()[0]).toMatchObject({ state: 'queued', attempts: 1 });

  const again = open();
  await pass(HOUR, again);
  const ids = sink.received.map(({ raw }) => headerOf(raw, 'Message-ID'));
  expect(ids).toHaveLength(3);
  expect(ids[2]).toBe(ids[1]);
  expect(stores.notifications.list().map(({ state }) => state)).toEqual(['sent', 'sent']);
});

describe('a webhook', () => {
  const hook = { name: 'Bot', secret: 'khóa-ký', kinds: ALL, enabled: true };

  test('is called with JSON signed over its very bytes', async () => {
    const sink = await openHookSink();
    const { stores, say, pass } = await openRoom();
    stores.recipients.addWebhook({ ...hook, url: sink.url });
    stores.recipients.addWebhook({ ...hook, name: 'Tắt', url: sink.url, enabled: false });
    stores.recipients.addWebhook({ ...hook, name: 'Sự cố', url: sink.url, kinds: ['incident'] });
    say('a', { link: '/duyet' });
    await pass(0);
    expect(sink.received).toHaveLength(1);
    const [{ headers, body }] = sink.received as [{ headers: Record<string, string>; body: string }];
    expect(headers['x-dai-xa-signature']).toBe(signature('khóa-ký', body));
    expect(headers['x-dai-xa-delivery']).toBe(stores.notifications.list()[0]?.messageId);
    expect(JSON.parse(body)).toEqual({
      station: stores.settings.find().stationName,
      notifications: [
        {
          ...{ key: 'a', kind: 'missing', subject: 'Việc a', lines: ['dòng một'], link: 'http://dai.xa/duyet' },
          madeAt: '2025-09-10T10:00:00.000+07:00',
        },
      ],
    });
  });

  test('is signed as RFC 2104 has it', () => {
    // openssl dgst -sha256 -hmac key: "The quick brown fox jumps over the lazy dog"
    expect(signature('key', 'The quick brown fox jumps over the lazy dog')).toBe(
      'sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
    );
  });

  test('at an address of the house is refused unless the settings allow it', async () => {
    const sink = await openHookSink();
    const { stores, say, open, outbox } = await openRoom();
    outbox[Symbol.dispose]();
    stores.recipients.addWebhook({ ...hook, url: sink.url });
    say('a');
    await open([]).settled();
    expect(sink.received).toEqual([]);
    expect(stores.notifications.list()).toMatchObject([
      { state: 'queued', error: 'Địa chỉ nội bộ 127.0.0.1 chưa được cho phép ở trang Cấu hình' },
    ]);
  });

  test('that answers 503 is called again, that answers 410 is not', async () => {
    const sink = await openHookSink();
    const { stores, say, pass } = await openRoom();
    stores.recipients.addWebhook({ ...hook, url: sink.url });
    sink.status = 503;
    say('a');
    await pass(0);
    sink.status = 410;
    await pass(MINUTE);
    await pass(24 * HOUR);
    expect(sink.received).toHaveLength(2);
    expect(stores.notifications.list()).toMatchObject([{ state: 'failed', error: 'Máy nhận trả lời mã 410' }]);
  });
});

describe('the lookout', () => {
  async function openWatch() {
    const sink = await openMailSink();
    const all = await openRoom('2025-09-19 15:20');
    all.server(sink.port);
    furnish(all.db);
    let free = 100 * 1024 ** 3;
    const lookout = openLookout({ ...all.station, freeBytes: async () => free });
    onTestFinished(() => lookout[Symbol.dispose]());
    return {
      ...all,
      sink,
      setFree: (bytes: number) => {
        free = bytes;
      },
      look: async () => {
        await lookout.look();
        await all.pass(MINUTE);
      },
    };
  }
  const subjects = (sink: Awaited<ReturnType<typeof openMailSink>>) =>
    sink.received.map(({ to, raw }) => `${to}: ${textOfMail(raw).split('\r\n')[0]}`);

  test('tells each role what is theirs to mend, once', async () => {
    const { stores, sink, look, person } = await openWatch();
    person('hanh', ['editor']);
    person('truc', ['operator']);
    stores.slots.add(aSlot({ startDate: '2025-09-19', rrule: 'FREQ=WEEKLY' }));
    using _ = openPlanner({ stores, zone: ZONE, now: () => at('2025-09-19 15:20') });
    await look();
    await look();
    expect(subjects(sink)).toEqual(['hanh@xa.vn: Còn thiếu: Chuyển đổi số (phát mới)']);
    expect(textOfMail(sink.received[0]!.raw)).toContain(
      'Chuyển đổi số (phát mới), 17:10, còn 2 giờ: chưa có số nào được duyệt. Soạn số mới.\r\nhttp://dai.xa/chuyen-muc/cds/so/them',
    );
  });

  test('sends the seal of a day in the night it is made, once, in the words that verify takes', async () => {
    const { stores, sink, look, person, room } = await openWatch();
    room.now = at('2025-09-20 00:00');
    const holder = person('cap-tren', ['viewer']);
    person('hanh', ['editor']);
    stores.recipients.setWishes(holder.id, { email: 'vanthu@tinh.vn', kinds: ['seal'] });
    await look();
    expect(subjects(sink)).toEqual([]);
    for (let i = 0; i < 3; i++) stores.airings.add(anAiring());
    const seal = stores.chain.addSeal({ day: '2025-09-19', firstSeq: 1, lastSeq: 3, madeAt: room.now });
    await look();
    await look();
    expect(subjects(sink)).toEqual(['vanthu@tinh.vn: Niêm phong nhật ký ngày 19/09/2025']);
    const text = textOfMail(sink.received[0]!.raw);
    expect(text).toContain(`${ORIGIN}/nhat-ky/niem-phong/2025-09-19`);
    const [printed] = /DX1 .*\w/.exec(text)!;
    expect(printed).toBe(sealText(seal));
    expect(verifyChain(stores.chain, [printed])).toMatchObject({ fault: undefined, printed: 1 });
  });

  test('sends it to an office that has no account, by its address alone', async () => {
    const { stores, sink, look, room } = await openWatch();
    room.now = at('2025-09-20 00:00');
    const office = {
      name: 'Phòng VH-XH',
      url: 'mailto:vhxh@tinh.vn',
      secret: '',
      kinds: ['seal'],
      enabled: true,
    } as const;
    stores.recipients.addWebhook(office);
    await look();
    stores.airings.add(anAiring());
    stores.chain.addSeal({ day: '2025-09-19', firstSeq: 1, lastSeq: 1, madeAt: room.now });
    await look();
    await look();
    expect(subjects(sink)).toEqual(['vhxh@tinh.vn: Niêm phong nhật ký ngày 19/09/2025']);
    expect(stores.notifications.list()).toMatchObject([{ state: 'sent', address: 'vhxh@tinh.vn' }]);
  });

  test('tells the operators of incidents, a flood of them in one mail', async () => {
    const { stores, sink, look, person, room } = await openWatch();
    person('truc', ['operator']);
    for (let i = 0; i < 25; i++)
      stores.incidents.add({ at: room.now, kind: 'output-failed', zoneId: 'main', detail: `Icecast: lần ${i}` });
    await look();
    stores.incidents.add({ at: room.now, kind: 'output-failed', zoneId: 'main', detail: 'Icecast: nữa' });
    await look();
    expect(subjects(sink)).toEqual(['truc@xa.vn: Sự cố: Đầu ra bị ngắt (Toàn xã), 25 lần']);
  });

  test('sees the disk fill up, tells it once, and sees it over', async () => {
    const { stores, sink, look, person, setFree } = await openWatch();
    person('truc', ['operator']);
    setFree(500 * 1024 ** 2);
    await look();
    await look();
    expect(subjects(sink)).toEqual(['truc@xa.vn: Sự cố: Ổ đĩa sắp đầy']);
    expect(stores.incidents.list(5)).toMatchObject([{ kind: 'disk-low', detail: 'còn 500 MB', endedAt: null }]);
    setFree(50 * 1024 ** 3);
    await look();
    expect(stores.incidents.list(5)[0]?.endedAt).not.toBeNull();
  });
});
