/**
 * The page of one live: its person tries the microphone, goes on the air and ends it; others see how it stands.
 * static/lives.js sends the sound and shows what the air answers; a sound card's input needs no script.
 */
import type { Child } from 'hono/jsx';
import { endingWord, type LiveByPerson, type LiveNow } from '../src/core/live.ts';
import type { Entry } from '../src/core/model.ts';
import { after, durationMs, type EpochMs, SECOND } from '../src/core/time.ts';
import { formatDuration, formatTime } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Countdown, timeOrDay } from './on-air.tsx';
import { Button, ButtonLink, ConfirmForm, PageHead, StatusBadge } from './parts.tsx';

type At = { readonly now: EpochMs; readonly zone: string };

/** How long it was on the air, to the second. */
export const lasted = ({ startedAt, endedAt }: LiveByPerson): string => {
  const seconds = Math.round(((endedAt ?? 0) - (startedAt ?? 0)) / SECOND);
  return formatDuration(durationMs(Math.max(1, seconds) * SECOND));
};

export const LiveBadge = ({ live }: { live: LiveByPerson }) => {
  if (live.ending !== null)
    return (
      <StatusBadge tone={live.ending === 'finished' || live.ending === 'abandoned' ? 'quiet' : 'warn'}>
        {endingWord(live.ending, live.cutByName ?? undefined)}
      </StatusBadge>
    );
  if (live.startedAt !== null) return <StatusBadge tone="live">ĐANG PHÁT TRỰC TIẾP</StatusBadge>;
  return <StatusBadge tone="busy">Đang chuẩn bị</StatusBadge>;
};

/** Shown by the script where the browser gives no page a microphone. */
export const Insecure = ({ children }: { children?: Child }) => (
  <p class="complaint insecure" hidden>
    <Icon name="warning" />
    <span>
      Trình duyệt chỉ cho dùng micro trên địa chỉ an toàn. Mở trang này bằng địa chỉ bắt đầu bằng https://, hoặc ngay
      trên máy của đài bằng http://localhost. {children}
    </span>
  </p>
);

type LiveProps = At & {
  readonly live: LiveByPerson;
  /** As the playout tells it; undefined: nothing comes from its source. */
  readonly state: LiveNow | undefined;
  readonly entry: Entry | undefined;
  readonly zones: readonly string[];
  readonly isMine: boolean;
  readonly mayEnd: boolean;
};

export const LivePage = (props: LiveProps) => {
  const { live, zones, isMine, mayEnd } = props;
  return (
    <>
      <PageHead title={live.title} lead={`Phát trực tiếp của ${live.by}, ${zones.join(', ')}`} />
      <Terms {...props} />
      {live.endedAt !== null ? (
        <Over {...props} />
      ) : isMine ? (
        <Desk {...props} />
      ) : (
        <section class="panel live-desk">
          <p class="state">
            <LiveBadge live={live} />
          </p>
          {mayEnd && (
            <ButtonLink tone="danger" icon="stop" href={`/truc-tiep/${live.id}/ngat`}>
              Ngắt buổi phát này
            </ButtonLink>
          )}
        </section>
      )}
    </>
  );
};

/** In one sentence. */
const Terms = ({ live, entry, now, zone }: LiveProps) => (
  <p>
    {entry && `Trong khung “${entry.title}”, ${timeOrDay(entry.plannedStart, now, zone)}. `}
    {live.mode === 'replace' ? 'Tạm ngắt nội dung đang phát' : 'Nói trên nền nội dung đang phát'}, tối đa{' '}
    {formatDuration(live.limitMs)}
    {live.leadIn && ', có tín hiệu mở đầu'}.{live.reason !== '' && ` ${live.reason}`}
  </p>
);

const Over = ({ live, zone }: LiveProps) => (
  <section class="panel live-desk">
    <p class="state">
      <LiveBadge live={live} />
    </p>
    {live.startedAt !== null && live.endedAt !== null ? (
      <p>
        Lên sóng từ {formatTime(live.startedAt, zone, { seconds: true })} đến{' '}
        {formatTime(live.endedAt, zone, { seconds: true })}, {lasted(live)}.
      </p>
    ) : (
      <p>Buổi này không lên sóng.</p>
    )}
    <div class="actions">
      <ButtonLink href="/truc-tiep">Phát trực tiếp buổi khác</ButtonLink>
      <ButtonLink href="/">Về trang Hôm nay</ButtonLink>
    </div>
  </section>
);

/** Words of each state stand here, so that the script only chooses among them. */
const Desk = ({ live, state, now, zone }: LiveProps) => {
  const { source, startedAt, answer } = live;
  const stateNow = state?.state ?? (startedAt === null ? 'waiting' : 'on-air');
  const isCalled = live.calledAt !== null;
  return (
    <section
      class="panel live-desk"
      data-live={live.id}
      data-source={source}
      data-state={stateNow}
      data-called={isCalled ? 'yes' : undefined}
    >
      {answer !== '' && (
        <p class="flash warn" role="status">
          Chưa lên sóng được: {answer}
        </p>
      )}
      {source === 'microphone' && (
        <>
          <noscript>
            <p class="complaint">
              Micro của trình duyệt cần JavaScript. Bật JavaScript, hoặc dùng cổng vào của máy ở đài.
            </p>
          </noscript>
          <Insecure />
        </>
      )}
      <p class="state" role="status">
        <StatusBadge tone="quiet">Chưa lên sóng</StatusBadge>
        <StatusBadge tone="busy">Đang lên sóng</StatusBadge>
        <StatusBadge tone="live">ĐANG PHÁT TRỰC TIẾP</StatusBadge>
      </p>
      <p class="live-words">
        {source === 'microphone' ? 'Bấm “Mở micro” để thử tiếng.' : 'Nói vào micro của đài để thử tiếng.'}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> shows one value, this one shows level and peak */}
      <div
        class="level mine"
        role="meter"
        aria-label="Mức tiếng của bạn, dBFS"
        aria-valuemin={-60}
        aria-valuemax={0}
        aria-valuenow={-60}
        aria-valuetext="chưa có tiếng"
      ></div>
      <p class="hint live-level">Chưa nghe thấy tiếng.</p>
      <p class="live-left" hidden={startedAt === null}>
        Còn <Countdown until={after(startedAt ?? now, live.limitMs)} now={now} zone={zone} />
      </p>
      {source === 'microphone' && (
        <div class="microphone" hidden>
          <div class="field">
            <label for="micro">Micro</label>
            <select id="micro"></select>
          </div>
          <label class="choice">
            <input type="checkbox" id="loc-on" checked />
            <span>
              Lọc tiếng ồn xung quanh
              <small>Bỏ chọn khi phát nhạc, tiếng chiêng</small>
            </span>
          </label>
        </div>
      )}
      <div class="actions">
        {source === 'microphone' && (
          <button type="button" class="button main open-microphone" hidden>
            Mở micro
          </button>
        )}
        <form method="post" action={`/truc-tiep/${live.id}/len-song`} class="one-button before go-live">
          <Button tone="main" icon="microphone">
            Lên sóng
          </Button>
        </form>
        <form method="post" action={`/truc-tiep/${live.id}/ngat`} class="one-button before">
          <Button>Bỏ, không phát</Button>
        </form>
        <form method="post" action={`/truc-tiep/${live.id}/ngat`} class="one-button after finish">
          <Button tone="danger" icon="stop">
            Kết thúc
          </Button>
        </form>
      </div>
    </section>
  );
};

export const ConfirmCut = ({ live, zones }: { live: LiveByPerson; zones: readonly string[] }) => (
  <ConfirmForm
    title="Ngắt phát trực tiếp"
    consequence={
      live.startedAt === null
        ? `“${live.title}” của ${live.by} sẽ không lên sóng nữa.`
        : `Sẽ ngắt lời ${live.by} đang nói “${live.title}” ở ${zones.join(', ')}; chương trình theo lịch trở lại.`
    }
    action={`/truc-tiep/${live.id}/ngat`}
    button="Ngắt"
    cancel="/"
  />
);
