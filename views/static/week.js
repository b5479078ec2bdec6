// The week as a timetable: lays the list of views/week.tsx out to scale, and lets blocks be dragged, stretched and moved
// by keyboard. What a drop would mean is asked of the server, which alone decides; without this file the list and its
// forms do the same.
const week = document.querySelector('.week');
const scale = Number(week.dataset.scale);
const columns = [...week.querySelectorAll('.day')];
const bandsOf = (column) => [...column.querySelectorAll('.band ol')];
const bands = bandsOf(columns[0]).map(({ dataset }) => ({ from: Number(dataset.begin), until: Number(dataset.end) }));
const pad = (n) => String(Math.floor(n)).padStart(2, '0');
const clock = (minute) => `${pad(minute / 60)}:${pad(minute % 60)}`;

// layout --------------------------------------------------------------------------------------------------------------

function place(item, from, until, band) {
  item.style.top = `${(from - band.from) * scale}px`;
  item.style.height = `${(Math.max(until, from) - from) * scale}px`;
}

const axis = document.createElement('div');
axis.className = 'axis';
axis.ariaHidden = 'true';
axis.append(document.createElement('header'));
for (const band of bands) {
  const hours = document.createElement('div');
  hours.style.height = `${(band.until - band.from) * scale}px`;
  const step = scale >= 5 ? 5 : 15;
  for (let minute = band.from; minute <= band.until; minute += step) {
    const tick = document.createElement('span');
    tick.textContent = clock(minute);
    tick.style.top = `${(minute - band.from) * scale}px`;
    hours.append(tick);
  }
  axis.append(hours);
}
week.prepend(axis);

for (const column of columns)
  bandsOf(column).forEach((list, i) => {
    list.style.height = `${(bands[i].until - bands[i].from) * scale}px`;
    for (const span of list.dataset.open.split(' ').filter(Boolean)) {
      const open = document.createElement('li');
      const [from, until] = span.split('-').map(Number);
      open.className = 'open';
      open.ariaHidden = 'true';
      place(open, from, until, bands[i]);
      list.prepend(open);
    }
    for (const item of list.querySelectorAll('[data-begin]')) {
      place(item, Number(item.dataset.begin), Number(item.dataset.end), bands[i]);
      const { lane = 0, lanes = 1 } = item.dataset;
      item.style.left = `${(100 * lane) / lanes}%`;
      item.style.width = `${100 / lanes}%`;
    }
  });
week.style.setProperty('--step', `${5 * scale}px`);
week.classList.add('scripted');

// The heads are as high as the highest, so that a minute is at one height in all columns.
const heads = [...week.querySelectorAll('.day > header')];
function levelHeads() {
  week.style.setProperty('--head', 'auto');
  week.style.setProperty('--head', `${Math.max(...heads.map((head) => head.offsetHeight))}px`);
}
levelHeads();
addEventListener('resize', levelHeads);
document.fonts?.ready.then(levelHeads);

for (const part of document.querySelectorAll('.with-script')) part.hidden = false;
document.querySelector('[data-print]')?.addEventListener('click', () => print());
const today = week.querySelector('.today-column');
if (today) week.scrollLeft += today.getBoundingClientRect().left - axis.getBoundingClientRect().right;

// One menu at a time; Esc and a click elsewhere close it.
week.addEventListener(
  'toggle',
  ({ target }) => {
    if (!target.open) return;
    for (const other of week.querySelectorAll('details[open]')) if (other !== target) other.open = false;
    const menu = target.querySelector('ul');
    target.classList.remove('upward', 'rightward');
    const { left, bottom } = menu.getBoundingClientRect();
    target.classList.toggle('upward', bottom > Math.min(innerHeight, week.getBoundingClientRect().bottom));
    target.classList.toggle('rightward', left < axis.getBoundingClientRect().right);
  },
  true,
);
document.addEventListener('click', ({ target }) => {
  for (const menu of week.querySelectorAll('details[open]')) if (!menu.contains(target)) menu.open = false;
});
week.addEventListener('keydown', ({ key }) => {
  const menu = week.querySelector('details[open]');
  if (key !== 'Escape' || !menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});

// moving --------------------------------------------------------------------------------------------------------------

const dialog = document.getElementById('week-choice');
const said = document.getElementById('week-said');
const step = () => Number(document.querySelector('[name=step]:checked')?.value ?? 5);
const dayWords = (column) => column.querySelector('h2').textContent.trim().replace(/\s+/g, ' ');

/** What is picked up: where it is now, and where it was. */
let held;

function hold(item, mode) {
  const column = columns.indexOf(item.closest('.day'));
  const from = Number(item.dataset.begin);
  const length = Number(item.dataset.end) - from;
  held = {
    item,
    mode,
    column,
    from,
    length,
    was: { column, from, length },
    home: item.parentElement,
    next: item.nextSibling,
  };
  item.classList.add('held');
  item.dataset.clock = `${clock(from)}–${clock(from + length)}`;
}

/** Puts the held block where `held` says, within the hours drawn. */
function show() {
  const { item, column, from, length } = held;
  const band = bands.findIndex((one) => from >= one.from && from < one.until);
  const list = bandsOf(columns[column])[band];
  if (item.parentElement !== list) {
    const focused = item.contains(document.activeElement) ? document.activeElement : undefined;
    list.append(item);
    focused?.focus({ preventScroll: true });
  }
  place(item, from, from + length, bands[band]);
  item.dataset.clock = `${clock(from)}–${clock(from + length)}`;
  item.style.left = '0';
  item.style.width = '100%';
}

function putBack() {
  const { item, was, home, next } = held;
  const isFocused = item.contains(document.activeElement);
  home.insertBefore(item, next?.parentElement === home ? next : null);
  place(
    item,
    was.from,
    was.from + was.length,
    bands.find((one) => was.from >= one.from && was.from < one.until),
  );
  item.style.left = `${(100 * item.dataset.lane) / item.dataset.lanes}%`;
  item.style.width = `${100 / item.dataset.lanes}%`;
  item.classList.remove('held');
  if (isFocused) item.querySelector('.face').focus({ preventScroll: true });
  held = undefined;
}

const isMoved = ({ column, from, length, was }) => column !== was.column || from !== was.from || length !== was.length;
const placeWords = ({ column, from, length }) =>
  `${clock(from)}, ${dayWords(columns[column])}, dài ${Math.round(length)} phút`;

/** The server says what it would mean, and why not. */
async function ask() {
  const { item, column, from, length } = held;
  const seconds = Math.round((from % 1) * 60);
  const query = new URLSearchParams({
    date: columns[column].dataset.day,
    time: clock(from) + (seconds ? `:${pad(seconds)}` : ''),
    minutes: `${Math.floor(length)}${length % 1 ? `:${pad(Math.round((length % 1) * 60))}` : ''}`,
  });
  const path = `${item.dataset.path}?${query}`;
  try {
    const answer = await fetch(path, { headers: { 'HX-Request': 'true' } });
    const text = await answer.text();
    // Whatever is no choice (signed out, gone meanwhile) is shown as the page it is.
    if (!answer.ok || !text.startsWith('<form')) return location.assign(path);
    dialog.innerHTML = text;
  } catch {
    said.textContent = 'Không kết nối được với máy chủ; lượt phát giữ nguyên chỗ cũ.';
    return putBack();
  }
  dialog.showModal();
  (dialog.querySelector('button') ?? dialog.querySelector('a')).focus();
}

function drop() {
  if (isMoved(held)) return ask();
  putBack();
}

function cancel() {
  const { item } = held;
  putBack();
  said.textContent = `Đã thôi. “${item.dataset.title}” giữ nguyên chỗ cũ.`;
}

dialog?.addEventListener('close', () => held && cancel());
dialog?.addEventListener('click', (event) => {
  const isOutside = event.target === dialog;
  if (!isOutside && !event.target.closest('a')) return;
  event.preventDefault();
  dialog.close();
});

// by keyboard

/** Times are where something is drawn: past the end of the morning comes the afternoon. */
function moveBy(minutes) {
  const { from } = held;
  const band = bands.findIndex((one) => from >= one.from && from < one.until);
  const { from: opens, until } = bands[band];
  const to = from + minutes;
  if (to < opens) held.from = band > 0 ? bands[band - 1].until - Math.abs(minutes) : opens;
  else if (to >= until) held.from = band + 1 < bands.length ? bands[band + 1].from : from;
  else held.from = to;
}

const KEYS = {
  ArrowUp: (shift) => (shift ? stretchBy(-step()) : moveBy(-step())),
  ArrowDown: (shift) => (shift ? stretchBy(step()) : moveBy(step())),
  ArrowLeft: () => (held.column = Math.max(0, held.column - 1)),
  ArrowRight: () => (held.column = Math.min(columns.length - 1, held.column + 1)),
};
const stretchBy = (minutes) => (held.length = Math.max(1, held.length + minutes));

function onKey(event) {
  const item = event.target.closest('.block');
  if (event.target !== item?.querySelector('.face')) return;
  if (!held && (event.key === 'Enter' || event.key === ' ')) {
    hold(item, 'keys');
    said.textContent = `Đã nhấc “${item.dataset.title}”, ${placeWords(held)}. ${document.getElementById('week-keys').textContent}`;
  } else if (held?.mode !== 'keys') return;
  else if (event.key === 'Enter' || event.key === ' ') drop();
  else if (event.key === 'Escape') cancel();
  else if (KEYS[event.key]) {
    KEYS[event.key](event.shiftKey);
    show();
    held.item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    said.textContent = placeWords(held);
  } else return;
  event.preventDefault();
}

// by mouse and finger

const LONG_PRESS = 400;
const SLACK = 5;
let press;

function onDown(event) {
  const face = event.target.closest('.face');
  const item = face?.closest('.block[data-path]');
  if (!item || held || event.button !== 0) return;
  const isEdge = item.getBoundingClientRect().bottom - event.clientY < 8 && item.offsetHeight > 20;
  press = { id: event.pointerId, item, mode: isEdge ? 'stretch' : 'drag', x: event.clientX, y: event.clientY };
  press.grip = event.clientY - item.getBoundingClientRect().top;
  if (event.pointerType !== 'mouse') press.timer = setTimeout(() => press && pick(), LONG_PRESS);
}

function pick() {
  hold(press.item, press.mode);
  navigator.vibrate?.(20);
  press.item.setPointerCapture(press.id);
}

function onMove(event) {
  if (!press || event.pointerId !== press.id) return;
  const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK;
  if (!held && far) {
    // A finger that moves before the time is up scrolls.
    if (press.timer) return letGo();
    pick();
  }
  if (!held) return;
  press.x = event.clientX;
  press.y = event.clientY;
  follow();
  scrollAtEdge();
}

function follow() {
  const { x, y, mode, grip } = press;
  if (mode === 'drag') {
    const over = columns.findIndex((column) => {
      const box = column.getBoundingClientRect();
      return x >= box.left && x < box.right;
    });
    if (over >= 0) held.column = over;
    held.from = snapped(minuteAt(columns[held.column], y - grip));
  } else {
    const list = held.item.parentElement.getBoundingClientRect();
    const band = bands.find((one) => held.from >= one.from && held.from < one.until);
    const until = band.from + (y - list.top) / scale;
    held.length = Math.max(1, snapped(until, true) - held.from);
  }
  show();
}

/** Of the nearest hours drawn. */
function minuteAt(column, y) {
  let best = { distance: Number.POSITIVE_INFINITY, minute: 0 };
  bandsOf(column).forEach((list, i) => {
    const box = list.getBoundingClientRect();
    const inside = Math.min(Math.max(y, box.top), box.bottom - scale);
    const distance = Math.abs(y - inside);
    if (distance < best.distance) best = { distance, minute: bands[i].from + (inside - box.top) / scale };
  });
  return best.minute;
}

/** To whole steps, or to where a neighbour begins or ends when that is nearer. */
function snapped(minute, isEnd = false) {
  const size = step();
  const edges = [...columns[held.column].querySelectorAll('.block:not(.held, .off)')].flatMap(({ dataset }) => [
    Number(dataset.begin),
    Number(dataset.end),
  ]);
  const marks = [Math.round(minute / size) * size, ...edges];
  const near = marks.reduce((best, one) => (Math.abs(one - minute) < Math.abs(best - minute) ? one : best));
  const isDrawn = bands.some((one) => near >= one.from && (isEnd ? near <= one.until : near < one.until));
  return isDrawn || isEnd ? near : Math.round(minute);
}

function scrollAtEdge() {
  const margin = 48;
  const by = press.y < margin ? -12 : press.y > innerHeight - margin ? 12 : 0;
  if (by) scrollBy(0, by);
  const box = week.getBoundingClientRect();
  const aside = press.x < box.left + margin ? -12 : press.x > box.right - margin ? 12 : 0;
  if (aside) week.scrollBy(aside, 0);
}

function letGo() {
  clearTimeout(press?.timer);
  press = undefined;
}

function onUp(event) {
  if (!press || event.pointerId !== press.id) return;
  letGo();
  if (held && held.mode !== 'keys') drop();
}

if (week.dataset.movable) {
  for (const item of week.querySelectorAll('.block[data-path]')) {
    const face = item.querySelector('.face');
    face.tabIndex = 0;
    face.role = 'button';
    face.setAttribute('aria-describedby', 'week-keys');
  }
  week.addEventListener('keydown', onKey);
  week.addEventListener('pointerdown', onDown);
  week.addEventListener('pointermove', onMove);
  week.addEventListener('pointerup', onUp);
  week.addEventListener('pointercancel', () => {
    letGo();
    if (held && held.mode !== 'keys') cancel();
  });
  // A finger that holds a block moves the block, not the page.
  week.addEventListener('touchmove', (event) => held && event.cancelable && event.preventDefault(), { passive: false });
  week.addEventListener('contextmenu', (event) => held && event.preventDefault());
  addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !held || held.mode === 'keys' || dialog.open) return;
    letGo();
    cancel();
  });
}
