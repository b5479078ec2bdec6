// Duyệt: what of a sound was played is told to the station, and a remark gets the place that is being heard.
{
  const playedOf = ({ played }) =>
    Array.from({ length: played.length }, (_, i) =>
      [played.start(i), played.end(i)].map((seconds) => Math.round(seconds * 1000)).join('-'),
    ).join(',');

  const TELL_EVERY = 30_000;
  const told = new WeakMap();
  function tell(player) {
    const place = player.closest('[data-listens]');
    const ranges = place && playedOf(player);
    if (!ranges || told.get(player)?.ranges === ranges) return;
    told.set(player, { ranges, at: Date.now() });
    const body = new URLSearchParams({ playoutSha256: place.dataset.sound, ranges });
    fetch(place.dataset.listens, { method: 'POST', body, keepalive: true })
      .then(async (answer) => {
        const words = await answer.text();
        if (answer.ok || answer.status === 422) place.querySelector('[data-heard]').textContent = words;
      })
      .catch(() => told.delete(player));
  }

  const onPlayer = (type, listen) =>
    document.addEventListener(type, ({ target }) => target instanceof HTMLAudioElement && listen(target), true);
  onPlayer('pause', tell);
  onPlayer('ended', tell);
  onPlayer('timeupdate', (player) => {
    const last = told.get(player)?.at;
    if (last === undefined) told.set(player, { ranges: '', at: Date.now() });
    else if (Date.now() - last > TELL_EVERY) tell(player);
  });
  const tellAll = () => document.querySelectorAll('[data-listens] audio').forEach(tell);
  document.addEventListener('visibilitychange', () => document.hidden && tellAll());
  addEventListener('pagehide', tellAll);

  // With the decision itself goes what was played until then: two requests might overtake each other.
  document.addEventListener('submit', ({ target }) => {
    const player = document.getElementById(target.closest('[data-player]')?.dataset.player);
    const field = target.elements.ranges;
    if (player && field) field.value = playedOf(player);
  });

  const two = (n) => String(n).padStart(2, '0');
  for (const button of document.querySelectorAll('[data-place-into]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const player = document.getElementById(button.closest('[data-player]').dataset.player);
      const field = document.getElementById(button.dataset.placeInto);
      const at = Math.floor(player.currentTime);
      const before = field.value.slice(0, field.selectionStart).trimEnd();
      const after = field.value.slice(field.selectionEnd).trimStart();
      const words = `Tại ${two(Math.floor(at / 60))}:${two(at % 60)}: `;
      field.value = `${before}${before && '\n'}${words}${after}`;
      field.focus();
      const caret = field.value.length - after.length;
      field.setSelectionRange(caret, caret);
    });
  }
}
