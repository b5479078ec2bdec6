// The picture of a recording with its in and out points (views/recording-points.tsx). Drawn from peaks that were stored at
// ingest, so nothing is decoded here; its time is that of the original, and whichever version plays moves in it.
{
  const nonce = document.querySelector('[data-nonce]')?.dataset.nonce;
  const MOST_ZOOM = 200; // pixels a second: ten to a peak
  const two = (n) => String(n).padStart(2, '0');
  const placeOf = (ms) =>
    `${two(Math.floor(ms / 60_000))}:${two(Math.floor(ms / 1000) % 60)},${String(Math.round(ms) % 1000).padStart(3, '0')}`;
  const wordsOf = (ms) => `${Math.floor(ms / 60_000)} phút ${Math.floor(ms / 1000) % 60} giây`;

  /** As core/points.ts reads it; NaN for what is no place. */
  const parsePlace = (typed) => {
    const [, hours = 0, minutes = 0, seconds, fraction = ''] =
      /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(typed.trim()) ?? [];
    return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
  };

  async function draw(wave) {
    wave.dataset.drawn = 'co';
    const [{ default: WaveSurfer }, { default: Regions }, { default: Zoom }, peaks] = await Promise.all([
      import(asset('wavesurfer.esm.js')),
      import(asset('regions.esm.js')),
      import(asset('zoom.esm.js')),
      fetch(wave.dataset.peaks).then((answer) => (answer.ok ? answer.arrayBuffer() : undefined)),
    ]);
    if (!peaks || !wave.isConnected) return; // checked before there were such peaks: the still picture stays
    const [length, from, until] = ['length', 'heardFrom', 'heardUntil'].map((name) => Number(wave.dataset[name]));
    const box = wave.querySelector('.wave-picture');
    const tools = wave.querySelector('.wave-tools');
    const readout = tools.querySelector('output');
    for (const part of [box, tools, wave.querySelector('.hint')]) part.hidden = false;
    wave.querySelector('.waveform').hidden = true;

    const colours = () => {
      const { color, caretColor, borderTopColor } = getComputedStyle(box);
      return { waveColor: color, progressColor: caretColor, cursorColor: borderTopColor };
    };
    const bytes = new Int8Array(peaks);
    const side = (which) =>
      Float32Array.from({ length: bytes.length / 2 }, (_, i) => Math.abs(bytes[2 * i + which]) / 127);
    const regions = Regions.create();
    const picture = WaveSurfer.create({
      container: box,
      height: 112,
      peaks: [side(1), side(0)],
      duration: length / 1000,
      cursorWidth: 2,
      normalize: true,
      cspNonce: nonce,
      plugins: [regions],
      ...colours(),
    });
    // Its style sheet, let in by the nonce, becomes one that no policy asks about: whoever copies the shadow (axe does) may.
    const shadow = picture.getWrapper().getRootNode();
    const written = shadow.querySelector('style');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(written.textContent);
    shadow.adoptedStyleSheets = [sheet];
    written.remove();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => picture.setOptions(colours()));
    await new Promise((resolve) => picture.once('ready', resolve));
    picture.registerPlugin(Zoom.create({ maxZoom: MOST_ZOOM, exponentialZooming: true }));

    // where one is --------------------------------------------------------------------------------------------------
    const players = {
      copy: document.getElementById(wave.dataset.copy),
      original: document.getElementById(wave.dataset.original),
    };
    let at = from;
    let heard = players.copy;
    /** The copy begins later in the original than the original does. */
    const lagOf = (player) => (player === players.copy ? from : 0);
    const slider = picture.getWrapper().parentElement;
    Object.assign(slider, { tabIndex: 0, role: 'slider', ariaLabel: 'Vị trí nghe trong tệp gốc' });
    Object.assign(slider, { ariaValueMin: '0', ariaValueMax: String(Math.round(length / 1000)) });
    const show = () => {
      picture.setTime(at / 1000);
      readout.textContent = `${placeOf(at)} / ${placeOf(length)}`;
      slider.ariaValueNow = String(Math.round(at / 1000));
      slider.ariaValueText = `${wordsOf(at)} trong ${wordsOf(length)}`;
    };
    const seek = (ms) => {
      at = Math.min(length, Math.max(0, ms));
      const wasPlaying = !heard.paused;
      // What was cut off is in the original alone.
      if (players.original && (at < from || at >= until)) {
        if (heard !== players.original) heard.pause();
        heard = players.original;
      }
      heard.currentTime = Math.max(0, at - lagOf(heard)) / 1000;
      if (wasPlaying) heard.play();
      show();
    };
    const play = () => {
      if (!heard.paused) return heard.pause();
      // A player that never played begins where the picture is.
      heard.currentTime = Math.max(0, at - lagOf(heard)) / 1000;
      heard.play();
    };
    const follow = () => {
      if (!wave.isConnected || heard.paused) return;
      at = heard.currentTime * 1000 + lagOf(heard);
      show();
      requestAnimationFrame(follow);
    };
    for (const player of Object.values(players).filter(Boolean)) {
      player.addEventListener('playing', () => {
        heard = player;
        follow();
      });
      player.addEventListener('seeked', () => {
        if (player !== heard || !player.paused) return;
        at = player.currentTime * 1000 + lagOf(player);
        show();
      });
    }
    picture.on('interaction', (seconds) => seek(seconds * 1000));

    // how near one looks --------------------------------------------------------------------------------------------
    const whole = () => picture.getWidth() / (length / 1000);
    const zoom = (factor) => {
      const now = Math.max(whole(), picture.options.minPxPerSec);
      picture.zoom(Math.min(MOST_ZOOM, Math.max(whole(), now * factor)));
      show();
    };
    // A wheel that only passes over scrolls the page; the plugin would take every turn of it.
    box.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !box.querySelector(':focus-within') && document.activeElement !== shadow.host)
          event.stopPropagation();
      },
      { capture: true },
    );

    // the points ----------------------------------------------------------------------------------------------------
    const fields = { in: document.getElementById('f-vao'), out: document.getElementById('f-ra') };
    const mayResize = wave.dataset.resize === 'co' && fields.in !== null;
    const region = regions.addRegion({
      ...{ start: from / 1000, end: until / 1000, drag: false, resize: mayResize, minLength: 1 },
      color: 'transparent',
    });
    const readFields = () => {
      const [start, end] = [parsePlace(fields.in.value), parsePlace(fields.out.value)];
      region.setOptions({
        start: (Number.isNaN(start) ? from : Math.min(start, length)) / 1000,
        end: (Number.isNaN(end) ? until : Math.min(end, length)) / 1000,
      });
    };
    const set = (which, ms) => {
      fields[which].value = placeOf(Math.round(ms));
      readFields();
      document.getElementById('wave-said').textContent =
        `Đã đặt ${which === 'in' ? 'điểm vào' : 'điểm ra'} tại ${fields[which].value}`;
    };
    if (mayResize) {
      for (const field of Object.values(fields)) field.addEventListener('change', readFields);
      regions.on('region-update', (one, end) => {
        if (end === 'start') fields.in.value = placeOf(one.start * 1000);
        if (end === 'end') fields.out.value = placeOf(one.end * 1000);
      });
      readFields();
    }

    // what one presses ----------------------------------------------------------------------------------------------
    const acts = {
      in: () => zoom(2),
      out: () => zoom(0.5),
      fit: () => zoom(0),
      'set-in': () => set('in', at),
      'set-out': () => set('out', at),
    };
    for (const button of document.querySelectorAll('[data-wave]')) {
      button.hidden = false;
      button.addEventListener('click', acts[button.dataset.wave]);
    }
    const step = (event) => (event.shiftKey ? 100 : 1000);
    const keys = {
      ArrowLeft: (event) => seek(at - step(event)),
      ArrowRight: (event) => seek(at + step(event)),
      PageDown: () => seek(at - 10_000),
      PageUp: () => seek(at + 10_000),
      Home: () => seek(0),
      End: () => seek(length),
      ' ': play,
      '+': () => zoom(2),
      '-': () => zoom(0.5),
      ...(mayResize && { i: acts['set-in'], o: acts['set-out'] }),
    };
    slider.addEventListener('keydown', (event) => {
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(event);
    });
    show();
    wave.dataset.drawn = 'xong';
  }

  const drawAll = () => {
    for (const wave of document.querySelectorAll('.wave:not([data-drawn])')) draw(wave);
  };
  drawAll();
  document.addEventListener('htmx:after:swap', drawAll);
}
