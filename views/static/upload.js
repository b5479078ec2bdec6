// Uploads: each file goes in pieces by tus (loaded with the first one), and on from where it was after a broken line, a closed lid or a
// restart of the station. Without this file the form sends them in one go.
for (const form of document.querySelectorAll('form[data-uploads]')) {
  const PIECE = 32 * 2 ** 20;
  // As long as somebody may be away: two hours after the last byte that went through.
  const DELAYS = [0, 1, 3, 5, 10, 20, 30, ...Array(120).fill(60)].map((seconds) => seconds * 1000);
  const input = form.querySelector('input[type=file]');
  const status = form.querySelector('[role=status]');
  const items = new Set();
  let refreshedAt = 0;

  form.querySelector('button[type=submit]').remove();
  form.querySelector('.with-script').hidden = false;
  form.classList.add('in-pieces');

  function add(files) {
    for (const file of files) {
      const row = form.querySelector('template').content.firstElementChild.cloneNode(true);
      row.querySelector('.name').textContent = file.name;
      row.querySelector('progress').ariaLabel = file.name;
      const item = { file, row, state: 'waiting', upload: undefined, isBroken: false, from: undefined, seen: [] };
      for (const button of row.querySelectorAll('button')) {
        button.ariaLabel = `${button.textContent.trim()}: ${file.name}`;
        button.addEventListener('click', () => actions[button.dataset.does](item));
      }
      form.querySelector('.uploads').append(row);
      items.add(item);
      show(item, 'waiting', 'Đang chờ');
    }
    sendNext();
  }

  /** Which buttons a state has, and what is said of it; aloud where it is more than a percentage. */
  function show(item, state, words, aloud = false) {
    item.state = state;
    const { row } = item;
    row.className = { good: 'good', known: 'known', bad: 'bad' }[state] ?? '';
    const isOpen = ['waiting', 'sending', 'paused', 'bad'].includes(state);
    const offered = { pause: state === 'sending', resume: state === 'paused' || state === 'bad', cancel: isOpen };
    const held = row.contains(document.activeElement) ? document.activeElement : undefined;
    for (const button of row.querySelectorAll('button')) button.hidden = !offered[button.dataset.does];
    // Whoever pauses by the keyboard goes on by it.
    if (held?.hidden) (row.querySelector('button:not([hidden])') ?? input).focus();
    say(item, words, aloud);
  }

  function say({ row, file }, words, aloud) {
    row.querySelector('.words').replaceChildren(...[words].flat());
    if (aloud) status.textContent = `${file.name}: ${row.querySelector('.words').textContent}`;
  }

  const actions = {
    pause(item) {
      item.upload?.abort();
      show(item, 'paused', `Tạm dừng ở ${percent(item.row.querySelector('progress').value)}`, true);
      sendNext();
    },
    resume(item) {
      show(item, 'waiting', 'Đang chờ');
      sendNext();
    },
    cancel(item) {
      item.upload?.abort(true).catch(() => {}); // what the station does not hear of, it forgets in two days
      items.delete(item);
      item.state = 'gone';
      item.row.remove();
      status.textContent = `${item.file.name}: đã hủy`;
      input.focus();
      sendNext();
    },
  };

  /** One at a time: the line is as fast for one as for five, and the first is there sooner. */
  function sendNext() {
    if ([...items].some(({ state }) => state === 'sending')) return;
    const next = [...items].find(({ state }) => state === 'waiting');
    if (next) send(next);
  }

  async function send(item) {
    show(item, 'sending', 'Đang nối');
    item.seen = [];
    const loaded = await import(asset('tus.min.js')).catch(() => false);
    if (item.state !== 'sending') return;
    if (!loaded) {
      show(item, 'bad', 'Không nối được với máy chủ', true);
      return sendNext();
    }
    if (!item.upload) {
      item.upload = new tus.Upload(item.file, optionsFor(item));
      const before = await item.upload.findPreviousUploads().catch(() => []);
      if (before.length > 0) item.upload.resumeFromPreviousUpload(before.at(-1));
      if (item.state !== 'sending') return;
    }
    item.upload.start();
  }

  const optionsFor = (item) => ({
    endpoint: new URL(form.dataset.uploads, location.href).href,
    metadata: { filename: item.file.name, filetype: item.file.type },
    chunkSize: PIECE,
    retryDelays: DELAYS,
    removeFingerprintOnSuccess: true,
    onUploadUrlAvailable: () => document.getElementById(`tai-do-${idOf(item)}`)?.remove(),
    onAfterResponse: (request, response) => {
      // What tus answers itself: gone (it begins anew), elsewhere than thought (it asks). All else it would take for gone
      // as well, and send everything again: a session that ran out, a proxy before a station that restarts.
      const code = response.getStatus();
      if (code < 400 || (request.getMethod() !== 'POST' && [404, 409, 410, 423].includes(code))) return;
      throw Object.assign(new Error(`${code}`), { code, words: titleIn(response.getBody()) });
    },
    onShouldRetry: (error) => {
      const code = error.causingError?.code ?? error.originalResponse?.getStatus() ?? 0;
      const mayPass = code === 0 || [408, 409, 423, 429].includes(code) || (code >= 500 && code !== 507);
      if (mayPass && !item.isBroken) say(item, 'Mất kết nối, tự nối lại và tải tiếp', true);
      Object.assign(item, { isBroken: mayPass, from: undefined, seen: [] });
      return mayPass;
    },
    onProgress: (sent, total) => {
      // Each try begins by saying where it is; the line is back when more than that goes through.
      item.from ??= sent;
      if (item.isBroken && sent <= item.from) return;
      item.isBroken = false;
      const share = total > 0 ? sent / total : 1;
      item.row.querySelector('progress').value = share;
      say(item, share < 1 ? percent(share) + remaining(item, sent, total) : 'Đang ghi vào kho');
    },
    onSuccess: () => end(item),
    onError: ({ causingError, originalResponse }) => {
      const code = causingError?.code ?? originalResponse?.getStatus();
      const words =
        code === 401
          ? 'Phiên làm việc đã hết; đăng nhập lại ở thẻ khác rồi bấm Tiếp tục'
          : (causingError?.words ??
            (code === 404 || code === 410
              ? 'Phần đã tải không còn; bấm Tiếp tục để tải lại từ đầu'
              : code === undefined
                ? 'Không nối được với máy chủ'
                : 'Máy chủ không nhận được tệp'));
      show(item, 'bad', words, true);
      sendNext();
    },
  });

  async function end(item) {
    const answer = await fetch(`${form.dataset.uploads}/${idOf(item)}`).then(
      (response) => (response.ok ? response.json() : undefined),
      () => undefined,
    );
    items.delete(item);
    if (answer?.recordingId) {
      const link = Object.assign(document.createElement('a'), {
        href: `/kho-tu-lieu/${answer.recordingId}`,
        textContent: answer.title,
      });
      show(item, answer.isNew ? 'good' : 'known', [answer.isNew ? 'Đã nhận: ' : 'Đã có trong kho: ', link], true);
    } else show(item, 'good', 'Đã nhận', true);
    if (items.size === 0 || performance.now() - refreshedAt > 2000) refresh();
    sendNext();
  }

  const idOf = (item) => item.upload.url?.split('/').at(-1);
  const titleIn = (body) => {
    try {
      return JSON.parse(body).title;
    } catch {
      return undefined;
    }
  };
  const percent = (share) => `${Math.floor(share * 100)}%`;

  /** At the pace of the last ten seconds, in words; nothing in the first of them, which tells too little. */
  function remaining({ seen }, sent, total) {
    const now = performance.now();
    seen.push([now, sent]);
    while (now - seen[0][0] > 10_000) seen.shift();
    const [since, from] = seen[0];
    if (now - since < 1000 || sent <= from) return '';
    const seconds = ((total - sent) / (sent - from)) * ((now - since) / 1000);
    if (seconds < 60) return `, còn khoảng ${Math.max(5, Math.ceil(seconds / 5) * 5)} giây`;
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return `, còn khoảng ${minutes} phút`;
    return `, còn khoảng ${Math.floor(minutes / 60)} giờ${minutes % 60 ? ` ${minutes % 60} phút` : ''}`;
  }

  /** The list shows what has arrived; a sound being listened to in it plays on. */
  function refresh() {
    refreshedAt = performance.now();
    const list = form.dataset.refresh;
    htmx.ajax('GET', location.href, { target: list, select: list, swap: 'outerMorph' });
  }

  form.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('change', () => {
    add(input.files);
    input.value = '';
  });
  const isFiles = (event) => event.dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    form.classList.add('over');
  });
  addEventListener('dragleave', (event) => event.relatedTarget === null && form.classList.remove('over'));
  addEventListener('drop', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    form.classList.remove('over');
    add(event.dataTransfer.files);
  });
  addEventListener('beforeunload', (event) => {
    if ([...items].some(({ state }) => state === 'sending' || state === 'waiting')) event.preventDefault();
  });
  // The line is back: no need to wait for the next try.
  addEventListener('online', () => {
    for (const item of items) {
      if (item.state !== 'sending' || !item.isBroken) continue;
      item.upload.abort();
      item.upload.start();
    }
  });
}
