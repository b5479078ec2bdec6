// The day's lines change places by mouse, finger and arrow keys. A drop sends what the buttons Lên and Xuống send: the
// server alone decides, and without this file the buttons do the same.
const rows = [...document.querySelectorAll('.playlist tr[data-address]')];
const said = document.getElementById('day-said');
const KEPT = 'day-moved';
const LONG_PRESS = 400;
const SLACK = 5;

const blockOf = (row) => rows.filter(({ dataset }) => dataset.block === row.dataset.block);
/** The row's block as it stands on the page at this moment. */
const standing = (row) => blockOf(row).sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
const placeWords = (row) => {
  const all = standing(row);
  return `${row.dataset.title}: thứ ${all.indexOf(row) + 1} trong ${all.length}`;
};

/** What is picked up, how, and the rows as they were. */
let held;

function hold(row, mode) {
  held = { row, mode, was: standing(row), all: [...row.parentElement.children] };
  row.classList.add('held');
}

function putBack() {
  const { row, all } = held;
  // Before the held row in their order, and behind it.
  const at = all.indexOf(row);
  for (const one of all.slice(0, at)) row.before(one);
  for (const one of all.slice(at + 1).reverse()) row.after(one);
  row.classList.remove('held');
  held = undefined;
}

/** Puts the neighbour on the other side: the held row itself stays in the page, or the finger would lose it. */
function swapWith(other) {
  const { row } = held;
  const isBelow = row.compareDocumentPosition(other) & 4;
  if (isBelow) row.before(other);
  else row.after(other);
}

function drop() {
  const { row, was } = held;
  const target = was[standing(row).indexOf(row)];
  if (target === row) return cancel();
  const form = row.querySelector('form.order');
  const to = document.createElement('input');
  Object.assign(to, { type: 'hidden', name: 'den', value: target.dataset.address });
  form.append(to);
  sessionStorage.setItem(KEPT, row.dataset.address);
  form.submit();
}

function cancel() {
  const { row } = held;
  putBack();
  row.querySelector('.grip').focus();
  said.textContent = `Đã thôi. ${row.dataset.title} giữ nguyên chỗ cũ.`;
}

function onKey(event) {
  const row = event.target.closest('tr[data-address]');
  if (!held && (event.key === 'Enter' || event.key === ' ')) {
    hold(row, 'keys');
    said.textContent = `Đã nhấc. ${placeWords(row)}. ${document.getElementById('day-keys').textContent}`;
  } else if (held?.mode !== 'keys') return;
  else if (event.key === 'Enter' || event.key === ' ') drop();
  else if (event.key === 'Escape') cancel();
  else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    const all = standing(held.row);
    const other = all[all.indexOf(held.row) + (event.key === 'ArrowUp' ? -1 : 1)];
    if (other) swapWith(other);
    event.target.focus();
    said.textContent = placeWords(held.row);
  } else return;
  event.preventDefault();
}

let press;

function onDown(event) {
  const row = event.target.closest('tr[data-address]');
  if (held || event.button !== 0) return;
  press = { id: event.pointerId, row, grip: event.currentTarget, y: event.clientY };
  if (event.pointerType !== 'mouse') press.timer = setTimeout(() => press && pick(), LONG_PRESS);
}

function pick() {
  hold(press.row, 'pointer');
  navigator.vibrate?.(20);
  press.grip.setPointerCapture(press.id);
}

function onMove(event) {
  if (!press || event.pointerId !== press.id) return;
  if (!held) {
    if (Math.abs(event.clientY - press.y) <= SLACK) return;
    // A finger that moves before the time is up scrolls.
    if (press.timer) return letGo();
    pick();
  }
  const all = standing(held.row);
  const at = all.indexOf(held.row);
  const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;
  const above = all[at - 1];
  const below = all[at + 1];
  if (above && event.clientY < middle(above)) swapWith(above);
  else if (below && event.clientY > middle(below)) swapWith(below);
}

function letGo() {
  clearTimeout(press?.timer);
  press = undefined;
}

for (const row of rows) {
  const grip = document.createElement('button');
  grip.type = 'button';
  grip.className = 'grip icon-button';
  grip.setAttribute('aria-label', `Chuyển chỗ ${row.dataset.title}`);
  grip.setAttribute('aria-describedby', 'day-keys');
  row.querySelector('form.order').prepend(grip);
  grip.addEventListener('keydown', onKey);
  grip.addEventListener(
    'blur',
    () => held?.mode === 'keys' && setTimeout(() => held && document.activeElement !== grip && cancel()),
  );
  grip.addEventListener('pointerdown', onDown);
  grip.addEventListener('pointermove', onMove);
  grip.addEventListener('pointerup', () => {
    letGo();
    if (held?.mode === 'pointer') drop();
  });
  grip.addEventListener('pointercancel', () => {
    letGo();
    if (held?.mode === 'pointer') cancel();
  });
  // A finger that holds a line moves the line, not the page.
  grip.addEventListener('touchmove', (event) => held && event.cancelable && event.preventDefault(), { passive: false });
  grip.addEventListener('contextmenu', (event) => held && event.preventDefault());
}
addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || held?.mode !== 'pointer') return;
  letGo();
  cancel();
});

// The keyboard goes on where it put the line.
const moved = sessionStorage.getItem(KEPT);
sessionStorage.removeItem(KEPT);
rows
  .find(({ dataset }) => dataset.address === moved)
  ?.querySelector('.grip')
  ?.focus();
