/** The script of an issue: written, sent in as a file, read and printed. */
import { Document, Packer, Paragraph } from 'docx';
import { describe, expect, it } from 'vitest';
import { CDS, call, openNewsroom, pageOf } from '../support/newsroom.ts';
import { ORIGIN } from '../support/web.ts';

const WORDS = 'Kính chào bà con.\n[nhạc cắt]\nMời bà con nghe chuyên mục “Chuyển đổi số”.';
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

async function openDesk() {
  const room = await openNewsroom();
  const { web, editor, viewer } = room;
  const draft = { programmeId: CDS, year: 2025, number: 2, title: 'Hóa đơn điện tử' };
  const made = await call(web, 'POST', '/episodes', editor.headers, {
    ...{ ...draft, contributors: [{ name: 'Y Lan', role: 'presenter' }] },
  });
  const { id } = (await made.json()) as { id: number };
  const path = `/so/${id}/kich-ban`;
  return {
    ...{ ...room, id, path },
    write: (text: string) => web.post(path, { text }, editor.headers),
    read: (under = '', headers = viewer.headers) => pageOf(web.get(path + under, headers)),
    /** As a browser sends the form with a file. */
    send(name: string, bytes: Buffer | string, headers = editor.headers) {
      const body = new FormData();
      body.set('tep', new File([bytes], name));
      return web.app.request(`${path}/tep`, { method: 'POST', body, headers: { origin: ORIGIN, ...headers } });
    },
  };
}
const word = (...paragraphs: string[]): Promise<Buffer> =>
  Packer.toBuffer(new Document({ sections: [{ children: paragraphs.map((text) => new Paragraph(text)) }] }));

describe('a script', () => {
  it('is shown line by line with its numbers, who reads it and how long that takes', async () => {
    const { write, read, web, id, viewer } = await openDesk();
    expect(await read()).toContain('Chưa có kịch bản');
    expect((await write(WORDS.replaceAll('\n', '\r\n'))).status).toBe(303);
    const page = plain(await read());
    expect(page).toContain('1 Kính chào bà con. 2 [nhạc cắt] 3 Mời bà con nghe');
    expect(page).toContain('Phát thanh viên: Y Lan');
    expect(page).toContain('Đọc khoảng 5 giây (13 chữ, 160 chữ một phút)');
    expect(plain(await pageOf(web.get(`/so/${id}`, viewer.headers)))).toContain(
      'Xem kịch bản Đọc khoảng 5 giây · 13 chữ',
    );
  });

  it('is read at the pace of its programme', async () => {
    const { write, read, web, editor } = await openDesk();
    await write(WORDS);
    const form = { name: 'Chuyển đổi số', abbr: 'CĐS', issueWord: 'số', wordsPerMinute: '120' };
    expect((await web.post(`/chuyen-muc/${CDS}`, form, editor.headers)).status).toBe(303);
    expect(plain(await read())).toContain('Đọc khoảng 7 giây (13 chữ, 120 chữ một phút)');
    expect((await web.post(`/chuyen-muc/${CDS}`, { ...form, wordsPerMinute: '7' }, editor.headers)).status).toBe(422);
  });

  it('keeps every writing; an older one can be read and gone on from', async () => {
    const { write, read, editor, scripts, id } = await openDesk();
    for (const text of ['Một', 'Một', 'Hai', 'Ba']) await write(text);
    expect(scripts.list(id).map(({ revision, text }) => `${revision} ${text}`)).toEqual(['3 Ba', '2 Hai', '1 Một']);
    expect(plain(await read('?lan=1'))).toMatch(/Bản viết lần 1, .* 1 Một/);
    expect(await read('/sua?lan=2', editor.headers)).toContain('Hai</textarea>');
    expect(await read('/sua', editor.headers)).toContain('Ba</textarea>');
    await write('');
    expect(await read()).toContain('Chưa có kịch bản');
    expect(scripts.list(id)).toHaveLength(4);
  });

  it('is never changed or deleted behind its back', async () => {
    const { write, web } = await openDesk();
    await write(WORDS);
    expect(() => web.db.exec(`UPDATE scripts SET text = 'khác'`)).toThrow('never changed');
    expect(() => web.db.exec('DELETE FROM scripts')).toThrow('never deleted');
  });

  it('that is too long is refused with what was typed', async () => {
    const { write, scripts, id } = await openDesk();
    const answer = await write('chữ '.repeat(10_001));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('dài tối đa 40.000 ký tự');
    expect(scripts.find(id)).toBeUndefined();
  });

  it('shows markup as text', async () => {
    const { write, read, send } = await openDesk();
    await write('<img src=x onerror=alert(1)> [<b>nhạc</b>]');
    await send('<svg onload=1>.txt', 'x');
    expect(await read()).not.toMatch(/<img|<b>|<svg onload/);
  });

  it('is written by editors alone, and not of an issue that was put away', async () => {
    const { path, web, viewer, editor, id, write } = await openDesk();
    expect((await web.post(path, { text: 'x' }, viewer.headers)).status).toBe(403);
    await web.post(`/so/${id}/luu-tru`, {}, editor.headers);
    expect((await write('x')).status).toBe(404);
    expect((await call(web, 'PUT', `/episodes/${id}/script`, editor.headers, { text: 'x' })).status).toBe(409);
  });

  it('is there to read along where its sound waits for an approver', async () => {
    const { write, web, editor, approver, addRecording, id } = await openDesk();
    await write(WORDS);
    const recordingId = String(addRecording('Bài 2').id);
    const form = { number: '2', year: '2025', title: 'Hóa đơn điện tử', language: 'vi', recordingId };
    expect((await web.post(`/so/${id}`, form, editor.headers)).status).toBe(303);
    await web.post(`/so/${id}/trinh-duyet`, {}, editor.headers);
    const inbox = plain(await pageOf(web.get('/duyet', approver.headers)));
    expect(inbox).toContain('Kịch bản · đọc khoảng 5 giây · 13 chữ 1 Kính chào bà con. 2 [nhạc cắt]');
  });

  it('is a PDF to read from, named after its issue', async () => {
    const { write, path, web, viewer } = await openDesk();
    expect((await web.get(`${path}.pdf`, viewer.headers)).status).toBe(404);
    await write(WORDS);
    const answer = await web.get(`${path}.pdf`, viewer.headers);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="kich-ban-cds-so-02-2025.pdf"');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});

describe('a file sent in with a script', () => {
  it.each([
    ['Word', 'bài.docx', () => word('Kính chào bà con.', 'Mời nghe.')],
    ['UTF-8', 'bài.txt', async () => Buffer.from('\uFEFFKính chào bà con.\r\nMời nghe.')],
    ['what Notepad calls Unicode', 'bài.txt', async () => Buffer.from('\uFEFFKính chào bà con.\nMời nghe.', 'utf16le')],
    ['decomposed UTF-8', 'bài.txt', async () => Buffer.from('Kính chào bà con.\nMời nghe.'.normalize('NFD'))],
  ])('of %s becomes the script, and is kept as it came', async (_, name, make) => {
    const { send, scripts, id, web, path, viewer } = await openDesk();
    const bytes = await make();
    expect((await send(name, bytes)).status).toBe(303);
    expect(scripts.find(id)?.text).toBe('Kính chào bà con.\nMời nghe.');
    const [file] = scripts.files(id);
    const back = await web.get(`${path}/tep/${file!.id}`, viewer.headers);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
    expect(back.headers.get('content-disposition')).toContain('attachment');
    expect(back.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('leaves a script that is there alone; its words are there for the taking', async () => {
    const { write, send, scripts, id, read, editor } = await openDesk();
    await write('Bản đã viết');
    await send('bài.docx', await word('Bản trong tệp'));
    expect(scripts.find(id)?.text).toBe('Bản đã viết');
    expect(await read(`/sua?tep=${scripts.files(id)[0]!.id}`, editor.headers)).toContain('Bản trong tệp</textarea>');
  });

  it('that is a PDF is kept and opens in the browser', async () => {
    const { send, scripts, id, path, web, viewer } = await openDesk();
    await send('công văn.pdf', '%PDF-1.7 …');
    expect(scripts.find(id)).toBeUndefined();
    const answer = await web.get(`${path}/tep/${scripts.files(id)[0]!.id}`, viewer.headers);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain('inline');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('twice is kept once, and taken off it is gone from the page while the row remembers by whom', async () => {
    const { send, scripts, id, path, web, editor, viewer, read } = await openDesk();
    await send('a.txt', 'x');
    await send('b.txt', 'x');
    const [file, ...others] = scripts.files(id);
    expect(others).toEqual([]);
    expect((await web.post(`${path}/tep/${file!.id}/bo`, {}, viewer.headers)).status).toBe(403);
    expect((await web.post(`${path}/tep/${file!.id}/bo`, {}, editor.headers)).status).toBe(303);
    expect(await read()).not.toContain('b.txt');
    expect((await web.get(`${path}/tep/${file!.id}`, viewer.headers)).status).toBe(404);
    expect(web.db.prepare('SELECT removed_by FROM script_files').pluck().get()).toBe(editor.user.id);
  });

  it.each([
    ['an old Word document', 'a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'lưu lại dạng .docx'],
    ['a picture', 'a.png', Buffer.from('89504e470d0a1a0a00', 'hex'), 'không phải Unicode'],
    ['a zip without words', 'a.docx', Buffer.from('PK\x03\x04 nothing'), 'cần tệp Word .docx'],
    ['text in a legacy encoding', 'a.txt', Buffer.from([0x43, 0xf4, 0xe9, 0x6e, 0x67]), 'không phải Unicode'],
    ['more than 5 MB', 'a.pdf', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(5 * 1024 ** 2)]), 'tối đa 5 MB'],
    ['more words than a script holds', 'a.txt', Buffer.from('chữ '.repeat(10_001)), '40.000 ký tự'],
    ['nothing', 'a.txt', Buffer.alloc(0), 'Chưa chọn tệp nào'],
  ])('that is %s is refused in words', async (_, name, bytes, words) => {
    const { send, scripts, id } = await openDesk();
    const answer = await send(name, bytes);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(scripts.files(id)).toEqual([]);
  });

  it('far too large is turned away before it is read', async () => {
    const { path, web, editor } = await openDesk();
    const headers = { ...editor.headers, origin: ORIGIN, 'content-type': 'multipart/form-data; boundary=x' };
    const sent = { method: 'POST', headers: { ...headers, 'content-length': String(10 ** 9) }, body: 'x' };
    expect((await web.app.request(`${path}/tep`, sent)).status).toBe(413);
  });

  it('of another issue is not to be had under this one', async () => {
    const { send, scripts, id, web, viewer, editor, path } = await openDesk();
    await send('a.txt', 'bí mật');
    const other = await call(web, 'POST', '/episodes', editor.headers, {
      ...{ programmeId: CDS, year: 2025, number: 3, title: 'Khác' },
    });
    const { id: second } = (await other.json()) as { id: number };
    const file = scripts.files(id)[0]!.id;
    const under = (at: number) => `/so/${at}/kich-ban`;
    expect((await web.get(`${under(second)}/tep/${file}`, viewer.headers)).status).toBe(404);
    expect((await web.post(`${under(second)}/tep/${file}/bo`, {}, editor.headers)).status).toBe(404);
    expect(await pageOf(web.get(`${under(second)}/sua?tep=${file}`, editor.headers))).not.toContain('bí mật');
    expect((await call(web, 'GET', `/episodes/${second}/script/files/${file}`, viewer.headers)).status).toBe(404);
    expect((await call(web, 'DELETE', `/episodes/${second}/script/files/${file}`, editor.headers)).status).toBe(404);
    expect((await web.get(`${path}/tep/${file}`, viewer.headers)).status).toBe(200);
  });

  it('goes the same way over the API', async () => {
    const { web, id, editor, viewer } = await openDesk();
    const path = `/episodes/${id}/script`;
    const send = (name: string, body: string | Uint8Array) =>
      web.app.request(`/api/v1${path}/files?fileName=${encodeURIComponent(name)}`, {
        ...{ method: 'POST', body, headers: { ...editor.headers, 'content-type': 'application/octet-stream' } },
      });
    expect(await (await call(web, 'GET', path, viewer.headers)).json()).toEqual({ script: null, files: [] });
    const sent = await send('../../bài.txt', WORDS);
    expect(sent.status).toBe(201);
    const file = (await sent.json()) as { id: number; fileName: string };
    expect(file.fileName).toBe('bài.txt');
    expect(await (await call(web, 'GET', path, viewer.headers)).json()).toMatchObject({
      script: { text: WORDS, revision: 1, words: 13, readingMs: 5000, madeBy: editor.user.id },
      files: [{ kind: 'txt', fileName: 'bài.txt' }],
    });
    const put = await call(web, 'PUT', path, editor.headers, { text: 'Hai' });
    expect(await put.json()).toMatchObject({ script: { text: 'Hai', revision: 2 } });
    expect((await call(web, 'PUT', path, viewer.headers, { text: 'Ba' })).status).toBe(403);
    expect((await send('a.png', new Uint8Array([0x89, 0x50, 0xff]))).status).toBe(422);
    expect((await send('a.pdf', new Uint8Array(5 * 1024 ** 2 + 1))).status).toBe(413);
    expect((await call(web, 'DELETE', `${path}/files/${file.id}`, editor.headers)).status).toBe(204);
    expect(await (await call(web, 'GET', path, viewer.headers)).json()).toMatchObject({ files: [] });
  });
});
