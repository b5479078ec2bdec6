import { expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { Credentials } from '../../src/storage/credentials.ts';
import { Outputs } from '../../src/storage/outputs.ts';
import { People } from '../../src/storage/people.ts';
import { Settings } from '../../src/storage/settings.ts';
import { temporaryDatabase } from '../support/station.ts';

const AT = epochMs(1_757_500_000_000);
const LAN = {
  username: 'ylan',
  name: 'Ý Lan',
  roles: ['editor', 'operator'] as const,
  passwordHash: '',
  createdAt: AT,
};

test('a user comes back with the roles they were given, and is found whatever the case of the name', async () => {
  const people = new People(await temporaryDatabase());
  const added = people.add(LAN)!;
  expect(people.find(added.id)).toEqual(added);
  expect(people.findByUsername('YLan')?.roles).toEqual(['editor', 'operator']);
  expect(people.add({ ...LAN, username: 'YLAN' })).toBeUndefined();
});

test('those locked out stand last, with their name', async () => {
  const people = new People(await temporaryDatabase());
  const first = people.add(LAN)!;
  people.add({ ...LAN, username: 'hung', name: 'Hùng' });
  people.setDisabled(first.id, AT);
  expect(people.list().map(({ name, disabledAt }) => [name, disabledAt])).toEqual([
    ['Hùng', null],
    ['Ý Lan', AT],
  ]);
});

test('a session is found until its end and not after', async () => {
  const db = await temporaryDatabase();
  const { id: userId } = new People(db).add(LAN)!;
  const credentials = new Credentials(db);
  credentials.addSession({ tokenHash: 'a', userId, createdAt: AT, seenAt: AT, expiresAt: epochMs(AT + 10) });
  expect(credentials.findSession('a', epochMs(AT + 9))?.userId).toBe(userId);
  expect(credentials.findSession('a', epochMs(AT + 10))).toBeUndefined();
  credentials.removeExpired(epochMs(AT + 11));
  expect(credentials.findSession('a', AT)).toBeUndefined();
});

test('a one-time link opens once, and a newer one closes it', async () => {
  const db = await temporaryDatabase();
  const { id: userId } = new People(db).add(LAN)!;
  const credentials = new Credentials(db);
  const link = (tokenHash: string) => ({ tokenHash, userId, createdAt: AT, expiresAt: epochMs(AT + 10) });
  credentials.addInvitation(link('old'));
  credentials.addInvitation(link('new'));
  expect(credentials.findInvitation('old', AT)).toBeUndefined();
  expect(credentials.useInvitation('new', AT, () => 'done')).toBe('done');
  expect(credentials.useInvitation('new', AT, () => 'twice')).toBeUndefined();
});

test('a link whose use fails half-way is still unused', async () => {
  const credentials = new Credentials(await temporaryDatabase());
  credentials.addInvitation({ tokenHash: 'a', userId: null, createdAt: AT, expiresAt: epochMs(AT + 10) });
  expect(() =>
    credentials.useInvitation('a', AT, () => {
      throw new Error('disk full');
    }),
  ).toThrow('disk full');
  expect(credentials.findInvitation('a', AT)).toBeDefined();
});

test('a revoked API token opens nothing', async () => {
  const db = await temporaryDatabase();
  const { id: userId } = new People(db).add(LAN)!;
  const credentials = new Credentials(db);
  const { id } = credentials.addToken({ tokenHash: 't', userId, name: 'sao lưu', createdAt: AT, expiresAt: null });
  expect(credentials.findToken('t', AT)?.userId).toBe(userId);
  expect(credentials.revokeToken(id, AT)).toBe(true);
  expect(credentials.revokeToken(id, AT)).toBe(false);
  expect(credentials.findToken('t', AT)).toBeUndefined();
});

test('settings nobody changed have their defaults', async () => {
  const settings = new Settings(await temporaryDatabase());
  expect(settings.find().hours).toHaveLength(2);
  settings.change({ stationName: 'Đài xã Bờ Y' });
  expect(settings.find()).toMatchObject({ stationName: 'Đài xã Bờ Y', hours: [{ from: '05:30' }, {}] });
});

test('an output keeps its secret through a change of its name', async () => {
  const outputs = new Outputs(await temporaryDatabase());
  const draft = { zoneId: 'main', kind: 'icecast', name: 'Icecast', target: 'a:8000/b', secret: 'hush' } as const;
  const output = outputs.add({ ...draft, codec: 'mp3', bitrate: 128, channels: 1, idle: 'silence', enabled: true });
  outputs.change({ ...output, name: 'Máy chủ huyện', enabled: false });
  expect(outputs.find(output.id)).toEqual({ ...output, name: 'Máy chủ huyện', enabled: false });
  outputs.remove(output.id);
  expect(outputs.find(output.id)).toBeUndefined();
});
