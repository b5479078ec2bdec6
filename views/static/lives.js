// Phát trực tiếp. One file in two places: as the page's script, and, loaded by it, as the audio thread's module.

// In the audio thread: what the microphone gives, as 16-bit mono at 48 kHz, 20 ms at a time ------------------------------
if (typeof AudioWorkletProcessor !== 'undefined') {
  const RATE = 48_000;
  const PACKET = RATE / 50;
  registerProcessor(
    'microphone',
    class extends AudioWorkletProcessor {
      // The last samples of the device's rate, and how far between the middle two of them the next of ours lies.
      before = [0, 0, 0, 0];
      at = 0;
      packet = new Int16Array(PACKET);
      length = 0;

      process([input]) {
        if (input.length === 0) return true;
        const step = sampleRate / RATE;
        for (let i = 0; i < input[0].length; i++) {
          let sum = 0;
          for (const channel of input) sum += channel[i];
          this.before.shift();
          this.before.push(sum / input.length);
          for (; this.at < 1; this.at += step) this.give(step === 1 ? this.before[3] : this.between(this.at));
          this.at -= 1;
        }
        return true;
      }

      /** By a cubic through four. */
      between(x) {
        const [a, b, c, d] = this.before;
        return b + (x / 2) * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
      }

      give(sample) {
        this.packet[this.length++] = Math.max(-1, Math.min(1, sample)) * 32_767;
        if (this.length < PACKET) return;
        this.port.postMessage(this.packet.buffer, [this.packet.buffer]);
        this.packet = new Int16Array(PACKET);
        this.length = 0;
      }
    },
  );
} else startPage(document.currentScript.src);

// On the page ------------------------------------------------------------------------------------------------------------
function startPage(thisFile) {
  const mayRecord = isSecureContext && navigator.mediaDevices !== undefined;
  for (const warning of document.querySelectorAll('.insecure')) warning.hidden = mayRecord;
  const desk = document.querySelector('.live-desk[data-live]');
  if (!desk) return;

  const find = (selector) => desk.querySelector(selector);
  const id = Number(desk.dataset.live);
  const isMicrophone = desk.dataset.source === 'microphone';
  const say = (selector, words) => {
    const place = find(selector);
    if (place.textContent !== words) place.textContent = words;
  };

  // what the air answers, over the microphone's own socket or with the other news of the station
  const WORDS = {
    waiting: isMicrophone ? 'Bấm “Mở micro” để thử tiếng.' : 'Chưa có tiếng từ cổng vào của máy.',
    ready: 'Thử nói vài câu, xem vạch tiếng. Chưa ai nghe thấy.',
    called: 'Đang chờ lên sóng…',
    'lead-in': 'Đang phát tín hiệu mở đầu. Chờ hết nhạc rồi nói.',
    'on-air': 'Loa đang phát lời của bạn.',
    lost: 'Mất kết nối với máy của đài, đang nối lại…',
    ended: 'Đã kết thúc.',
  };
  let state = desk.dataset.state;
  let until = 0;
  let isOver = false;

  const show = (now) => {
    if (isOver) return;
    if (now.state === 'ended') return over();
    const isOn = now.state === 'on-air' || now.state === 'lead-in';
    if (isOn && state !== now.state) stayAwake();
    state = now.state;
    desk.dataset.state = state;
    if (isOn || state === 'called') desk.dataset.called = 'yes';
    else if (state === 'ready' && desk.dataset.called && !isCalling) return location.reload(); // refused: the page says why
    say('.live-words', WORDS[state]);
    if (now.until && now.until !== until) {
      until = now.until;
      find('.live-left').hidden = false;
      find('.live-left time').dataset.until = until;
    }
    if (!isMicrophone) meter(now.peak, now.peak);
  };

  let ahead = 0; // of this device's clock, the server's
  document.addEventListener('clock', ({ detail }) => {
    ahead = detail.data - Date.now();
  });

  // Told 60 and 10 seconds before the limit ends it.
  setInterval(() => {
    if (!until || isOver) return;
    const left = Math.round((until - Date.now() - ahead) / 1000);
    desk.classList.toggle('soon', left <= 60);
    if (left === 60 || left === 10) {
      navigator.vibrate?.(left === 10 ? [200, 100, 200] : 200);
      say('.live-words', `Còn ${left} giây là hết giờ đã định.`);
    }
  }, 1000);

  const over = () => {
    isOver = true;
    close();
    setTimeout(() => location.reload(), 500); // by then the log has it
  };

  document.addEventListener('lives', ({ detail }) => {
    const now = JSON.parse(detail.data).find(({ liveId }) => liveId === id);
    if (now && !isMicrophone) show(now);
    if (now?.state === 'ended') show(now);
  });

  // the meter, and the words for it
  let loudest = -90;
  let clippedAt = 0;
  const meter = (peak, rms) => {
    const share = (level) => Math.min(1, Math.max(0, (level + 60) / 60));
    const bar = find('.level');
    bar.style.setProperty('--rms', share(rms));
    bar.style.setProperty('--peak', share(peak));
    bar.setAttribute('aria-valuenow', Math.max(-60, Math.round(rms)));
    loudest = Math.max(peak, loudest - 0.4); // falls 4 dB a second, so that a pause is not taken for a whisper
    if (peak > -1) clippedAt = performance.now();
    const words =
      loudest < -50
        ? 'Chưa nghe thấy tiếng. Kiểm tra micro có bị tắt không.'
        : performance.now() - clippedAt < 2000
          ? 'Quá to, vỡ tiếng: lùi ra xa micro hoặc nói nhỏ lại.'
          : loudest < -28
            ? 'Hơi nhỏ: nói gần micro hơn hoặc to hơn.'
            : 'Tiếng vừa.';
    say('.live-level', words);
    bar.setAttribute('aria-valuetext', words);
  };

  let isCalling = false;
  find('.go-live').addEventListener('submit', (event) => {
    event.preventDefault();
    call();
  });
  const call = async () => {
    if (isMicrophone && !socket) await open();
    if (isMicrophone && !socket) return;
    isCalling = true;
    desk.dataset.called = 'yes';
    say('.live-words', WORDS.called);
    try {
      const answer = await fetch(`/api/v1/lives/${id}/air`, { method: 'PUT', headers: { Accept: 'application/json' } });
      if (answer.ok) return setTimeout(() => (isCalling = false), 2000);
      delete desk.dataset.called;
      say('.live-words', `Chưa lên sóng được: ${(await answer.json()).detail}.`);
    } catch {
      delete desk.dataset.called;
      say('.live-words', 'Chưa gửi được lệnh lên sóng: mất kết nối với máy của đài. Thử lại.');
    }
    isCalling = false;
  };

  let stream;
  let context;
  let socket;
  let retry;
  const stayAwake = () => navigator.wakeLock?.request('screen').catch(() => {});
  const isOnAir = () => state === 'on-air' || state === 'lead-in' || state === 'called';
  const close = () => {
    clearTimeout(retry);
    for (const track of stream?.getTracks() ?? []) track.stop();
    context?.close();
    socket?.close();
  };
  if (!isMicrophone) return;

  // Who says it by voice ends it by the line that carries the voice: then nothing of it is cut off.
  find('.finish').addEventListener('submit', (event) => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    event.preventDefault();
    socket.send('finish');
    say('.live-words', 'Đang kết thúc…');
  });
  addEventListener('beforeunload', (event) => isOnAir() && !isOver && event.preventDefault());

  const button = find('.open-microphone');
  button.hidden = !mayRecord;
  button.addEventListener('click', () => open());
  find('.go-live').hidden = true;

  const record = async () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    const noise = find('#loc-on').checked;
    const deviceId = find('#micro').value || undefined;
    stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(deviceId && { deviceId: { exact: deviceId } }),
        channelCount: 1,
        echoCancellation: false,
        noiseSuppression: noise,
        autoGainControl: noise,
      },
    });
    context ??= new AudioContext({ latencyHint: 'interactive' });
    await context.resume();
    if (!record.node) {
      await context.audioWorklet.addModule(thisFile);
      record.node = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 });
      record.node.port.onmessage = ({ data }) => hear(data);
    }
    record.source?.disconnect();
    record.source = context.createMediaStreamSource(stream);
    record.source.connect(record.node);
    const microphones = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput');
    find('#micro').replaceChildren(
      ...microphones.map(({ deviceId: value, label }, i) => {
        const isIn = value === stream.getAudioTracks()[0].getSettings().deviceId;
        return new Option(label || `Micro ${i + 1}`, value, isIn, isIn);
      }),
    );
    find('.microphone').hidden = false;
  };

  const open = async () => {
    button.disabled = true;
    try {
      await record();
    } catch (error) {
      button.disabled = false;
      const isRefused = error.name === 'NotAllowedError';
      return say(
        '.live-words',
        isRefused
          ? 'Trình duyệt không cho dùng micro. Bấm biểu tượng ổ khóa cạnh địa chỉ trang, cho phép micro, rồi thử lại.'
          : 'Không mở được micro: chưa cắm, hoặc chương trình khác đang dùng.',
      );
    }
    button.hidden = true;
    find('.go-live').hidden = false;
    connect();
  };
  for (const choice of ['#micro', '#loc-on']) find(choice).addEventListener('change', () => record().catch(() => {}));

  // 20 ms of sound: shown, and sent unless the line is two seconds behind.
  const LATE_BYTES = 2 * 96_000;
  let power = 0;
  let highest = 0;
  let packets = 0;
  const hear = (buffer) => {
    for (const sample of new Int16Array(buffer)) {
      power += sample * sample;
      highest = Math.max(highest, Math.abs(sample));
    }
    if (++packets === 5) {
      const decibels = (amplitude) => 20 * Math.log10(Math.max(amplitude, 1) / 32_768);
      meter(decibels(highest), decibels(Math.sqrt(power / (5 * 960))));
      power = highest = packets = 0;
    }
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < LATE_BYTES) socket.send(buffer);
  };

  const connect = () => {
    clearTimeout(retry);
    socket = new WebSocket(`${location.origin.replace('http', 'ws')}/truc-tiep/${id}/am-thanh`);
    socket.addEventListener('message', ({ data }) => show(JSON.parse(data)));
    socket.addEventListener('close', () => {
      if (isOver) return;
      if (isOnAir()) say('.live-words', WORDS.lost);
      retry = setTimeout(connect, 300);
    });
  };
}
