// What HTML alone cannot do. Every page works without this file.

// A menu wider than the screen opens where one is.
document.querySelector('.menu [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// A form sent twice by an impatient finger is sent once.
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || event.target.method !== 'post') return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = 'yes';
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// What counts: down to an instant (data-until) or up from one (data-since), by the server's clock.
const two = (n) => String(n).padStart(2, '0');
const clockFace = (seconds) => `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
const inWords = (seconds) => {
  if (seconds < 3600) return clockFace(seconds);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${Math.floor(seconds / 3600)} giờ${minutes ? ` ${minutes} phút` : ''}`;
};
let ahead = 0;
function count() {
  const now = Date.now() + ahead;
  for (const place of document.querySelectorAll('[data-until], [data-since]')) {
    const { until, since } = place.dataset;
    const ms = Math.max(0, until ? until - now : now - since);
    if (place.matches('progress')) {
      place.value = ms;
      continue;
    }
    const words = until ? inWords(Math.ceil(ms / 1000)) : clockFace(Math.floor(ms / 1000));
    if (place.textContent !== words) place.textContent = words;
  }
}
(function tick() {
  if (!document.hidden) count();
  setTimeout(tick, 1000 - ((Date.now() + ahead) % 1000));
})();
document.addEventListener('htmx:after:swap', count);
document.addEventListener('clock', ({ detail }) => {
  ahead = detail.data - Date.now();
  count();
});

// The meters, one a bus, -60 to 0: momentary loudness in LUFS, and the peak in dBFS. A village's own shows while it sounds.
document.addEventListener('levels', ({ detail }) => {
  for (const { zoneId, peak, momentary } of JSON.parse(detail.data)) {
    const row = document.querySelector(`.meter[data-zone="${zoneId}"]`);
    if (!row) continue;
    const meter = row.querySelector('.level');
    const isSilent = peak < -60 && momentary < -60;
    const share = (level) => Math.min(1, Math.max(0, (level + 60) / 60));
    row.hidden = isSilent && zoneId !== 'main';
    meter.style.setProperty('--rms', share(momentary));
    meter.style.setProperty('--peak', share(peak));
    meter.setAttribute('aria-valuenow', Math.max(-60, Math.round(momentary)));
    const words = isSilent ? 'không có tiếng' : `${Math.round(momentary)} LUFS, đỉnh ${Math.round(peak)} dB`;
    meter.setAttribute('aria-valuetext', words);
    row.querySelector('.figure').textContent = words;
  }
});

// Sound: of players that are compared one plays at a time, the next from where the last one was; a place in a picture of
// sound, or in a list of what is wrong with it, is heard at a click.
const latest = new Map();
const lagOf = (player) => Number(player.dataset.lag ?? 0) / 1000;
const onPlayer = (type, listen) =>
  document.addEventListener(type, ({ target }) => target instanceof HTMLAudioElement && listen(target), true);
onPlayer('play', (player) => {
  const { group } = player.dataset;
  if (!group) return;
  const other = latest.get(group);
  latest.set(group, player);
  if (!other || other === player) return;
  other.pause();
  player.currentTime = Math.max(0, other.currentTime - lagOf(other) + lagOf(player));
});
onPlayer('timeupdate', (player) => {
  for (const { dataset, lastElementChild: playhead } of document.querySelectorAll('.waveform')) {
    if (dataset.seeks !== player.id) continue;
    playhead.hidden = false;
    playhead.style.setProperty('--at', Math.min(1, (player.currentTime * 1000) / dataset.length));
  }
});
document.addEventListener('click', (event) => {
  const { target, clientX } = event;
  const place = target.closest('[data-seeks]');
  const player = place && document.getElementById(place.dataset.seeks);
  if (!player) return;
  event.preventDefault();
  const { left, width } = place.getBoundingClientRect();
  const ms = place.dataset.at ?? ((clientX - left) / width) * place.dataset.length;
  latest.set(player.dataset.group, player);
  for (const other of document.querySelectorAll('audio')) if (other !== player) other.pause();
  player.currentTime = Math.max(0, ms / 1000);
  player.play();
});
/** In the link's place, a player that plays. */
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-listen]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const player = new Audio(link.href);
  player.controls = true;
  player.ariaLabel = link.ariaLabel;
  for (const other of document.querySelectorAll('audio')) other.pause();
  link.replaceWith(player);
  player.focus();
  player.play().catch(() => {}); // its controls say so
});
const showPlaces = () => {
  for (const button of document.querySelectorAll('button[data-seeks]')) button.hidden = false;
};
showPlaces();
document.addEventListener('htmx:after:swap', showPlaces);
