import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { at } from '../support/schedule.ts';

type Message = { readonly event: string; readonly data: string };

/** A page as a browser holds it open: its messages in order. */
async function watch({ web }: Desk, who: { headers: Record<string, string> }, path = '/su-kien?trang=hom-nay') {
  const response = await web.get(path, who.headers);
  const reader = response.body!.getReader();
  onTestFinished(() => reader.cancel().catch(() => {}));
  const decoder = new TextDecoder();
  const messages: Message[] = [];
  let text = '';
  let isOver = false;
  let wake = () => {};
  void (async () => {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      const whole = text.split('\n\n');
      text = whole.pop()!;
      messages.push(...whole.map(parse));
      wake();
    }
    isOver = true;
    wake();
  })();
  /** The first message from number `from` on that is `good`; fails after two seconds. */
  async function next(good: (message: Message) => boolean, from = 0): Promise<Message> {
    const deadline = performance.now() + 2000;
    for (;;) {
      const found = messages.slice(from).find(good);
      if (found) return found;
      if (performance.now() > deadline) throw new Error(`in vain: ${messages.map(({ event }) => event)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  }
  const parts = () => messages.filter(isPart);
  await next(isPart);
  return { response, messages, parts, next, over: () => isOver, leave: () => reader.cancel() };
}

const parse = (block: string): Message => {
  const lines = block.split('\n');
  const field = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  return { event: field('event')[0] ?? '', data: field('data').join('\n') };
};
const isPart = ({ event }: Message) => event === '';
const says = (words: string) => (message: Message) => isPart(message) && message.data.includes(words);
const settled = () => new Promise((resolve) => setTimeout(resolve, 350));

describe('a page that is opened', () => {
  it('is given the clock and every part as it is now', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.operator);
    expect(page.response.headers.get('content-type')).toBe('text/event-stream');
    expect(page.messages[0]).toEqual({ event: 'clock', data: String(desk.web.now) });
    for (const id of ['on-air', 'ngay', 'bay-gio', 'con-thieu', 'danh-sach', 'dau-ra', 'lenh'])
      expect(page.parts()[0]!.data).toContain(`<hx-partial hx-target="#${id}" hx-swap="innerMorph">`);
  });

  it('has only its header live when it is not the home screen', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.viewer, '/su-kien');
    expect(page.parts()[0]!.data.match(/hx-target/g)).toHaveLength(1);
    desk.hearLevel({ peak: -3, momentary: -12 });
    desk.begin();
    desk.web.hear({ say: 'changed' });
    await page.next(says('ĐANG PHÁT'));
    expect(page.messages.some(({ event }) => event === 'levels')).toBe(false);
  });

  it('gives each person only the buttons that are theirs', async () => {
    const desk = await openDesk();
    const [operator, viewer] = [await watch(desk, desk.operator), await watch(desk, desk.viewer)];
    desk.begin({ entryId: desk.entry.id });
    desk.web.hear({ say: 'changed' });
    expect((await operator.next(says('ĐANG PHÁT'))).data).toContain('/dung-phat');
    expect((await viewer.next(says('ĐANG PHÁT'))).data).not.toMatch(/\/(phat-ngay|bo-qua|dung-phat|lenh)/);
  });

  it('needs somebody signed in', async () => {
    const desk = await openDesk();
    expect((await desk.web.get('/su-kien')).status).toBe(303);
  });
});

describe('a change', () => {
  it('is pushed to every page once, however often the playout says so', async () => {
    const desk = await openDesk();
    const pages = [await watch(desk, desk.operator), await watch(desk, desk.viewer), await watch(desk, desk.viewer)];
    await settled();
    const before = pages.map((page) => page.parts().length);
    desk.begin({ entryId: desk.entry.id });
    for (let n = 0; n < 20; n++) desk.web.hear({ say: 'changed' });
    await Promise.all(pages.map((page) => page.next(says('ĐANG PHÁT'))));
    await settled();
    expect(pages.map((page) => page.parts().length)).toEqual(before.map((n) => n + 1));
  });

  it('is not pushed more than five times a second', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.viewer);
    await settled();
    const before = page.parts().length;
    const started = performance.now();
    for (let n = 1; n <= 30; n++) {
      desk.hearOutputs(n);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await page.next(says('30 người nghe'));
    const most = Math.ceil((performance.now() - started) / 200) + 1;
    expect(page.parts().length - before).toBeLessThanOrEqual(most);
  });

  it('waits for a page that reads slowly, which is then given what stands by that time', async () => {
    const desk = await openDesk({ title: 'Tin dài '.repeat(1000) });
    const response = await desk.web.get('/su-kien?trang=hom-nay', desk.viewer.headers);
    const reader = response.body!.getReader();
    for (let n = 1; n <= 12; n++) {
      desk.hearOutputs(n);
      await settled();
    }
    const read = new TextDecoder();
    let text = '';
    while (!text.includes('12 người nghe')) text += read.decode((await reader.read()).value);
    const shown = text.match(/\d+ người nghe/g)!;
    expect(shown.length).toBeLessThan(12);
    await reader.cancel();
  });

  it('is none while the air only goes on', async () => {
    const desk = await openDesk();
    const id = desk.begin({ entryId: desk.entry.id });
    const page = await watch(desk, desk.viewer);
    await settled();
    const before = page.parts().length;
    for (let second = 1; second <= 3; second++) {
      desk.web.now = epochMs(desk.web.now + 1000);
      desk.web.station.stores.airings.progress(id, desk.web.now, second * 48_000);
      desk.web.hear({ say: 'changed' });
      await settled();
    }
    expect(page.parts()).toHaveLength(before);
  });

  it('a title with a line break or markup stays inside its message', async () => {
    const desk = await openDesk({ title: 'Dòng một\n\nevent: level\ndata: <img src=x>' });
    const page = await watch(desk, desk.viewer);
    desk.begin();
    desk.web.hear({ say: 'changed' });
    const { data } = await page.next(says('ĐANG PHÁT'));
    expect(data).toContain('Dòng một\n\nevent: level\ndata: &lt;img src=x&gt;');
    expect(page.messages.some(({ event }) => event === 'levels')).toBe(false);
  });
});

test('the page changes when an entry’s time comes, though nobody says anything', async () => {
  const desk = await openDesk();
  desk.web.now = epochMs(at('2025-09-10 17:10') - 150);
  const page = await watch(desk, desk.viewer);
  await page.next(says('Đã xếp lịch'));
  desk.web.now = at('2025-09-10 17:10');
  await page.next(says('Đang chờ phát'));
});

describe('the meter', () => {
  const watched = ({ web }: Desk) => web.sent.flatMap((message) => (message.say === 'watch' ? [message.pages] : []));

  it('is asked of the playout for as many pages as show it, and of a new playout anew', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.viewer);
    await watch(desk, desk.viewer, '/su-kien');
    const other = await watch(desk, desk.operator);
    await page.leave();
    desk.web.hear({ say: 'playout', running: false });
    desk.web.hear({ say: 'playout', running: true });
    await other.leave();
    expect(watched(desk)).toEqual([0, 1, 2, 1, 1, 0]);
  });

  it('comes as it is heard', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.viewer);
    desk.hearLevel({ peak: -3.1, momentary: -12.4 });
    const { data } = await page.next(({ event }) => event === 'levels');
    expect(JSON.parse(data)).toEqual([{ zoneId: 'main', peak: -3.1, momentary: -12.4 }]);
  });
});

describe('a stream ends', () => {
  it('when the web lets go, at once', async () => {
    const desk = await openDesk();
    const page = await watch(desk, desk.viewer);
    desk.web.letGo();
    await settled();
    expect(page.over()).toBe(true);
    expect((await desk.web.get('/su-kien', desk.viewer.headers)).status).toBe(204);
  });

  it('when its person is shut out or given other roles; the others are told the time', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const desk = await openDesk();
    const { people } = desk.web.station.stores;
    const pages = [await watch(desk, desk.viewer), await watch(desk, desk.editor), await watch(desk, desk.operator)];
    people.setDisabled(desk.viewer.user.id, desk.web.now);
    people.change(desk.editor.user.id, { name: 'Y Hạnh', roles: ['viewer'] });
    desk.web.now = epochMs(desk.web.now + 20_000);
    vi.advanceTimersByTime(20_000);
    await pages[2]!.next(({ event, data }) => event === 'clock' && data === String(desk.web.now));
    expect(pages.map((page) => page.over())).toEqual([true, true, false]);
  });

  it('and is not opened for one person more often than sixty times', async () => {
    const desk = await openDesk();
    for (let n = 0; n < 60; n++) await watch(desk, desk.viewer);
    expect((await desk.web.get('/su-kien', desk.viewer.headers)).status).toBe(204);
    expect((await watch(desk, desk.operator)).response.status).toBe(200);
  });
});
