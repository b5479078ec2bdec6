/** Điều khiển: one form a command, each with the sentence that says what will be heard and until when. */
import { WHOLE_COMMUNE, type Zone } from '../src/core/model.ts';
import type { OnAir, Sounding, TodayLine } from '../src/core/on-air.ts';
import { type EpochMs, isoWithOffset } from '../src/core/time.ts';
import { formatTime } from '../src/core/vietnamese.ts';
import { nameOf, ResumeButton, timeOrDay } from './on-air.tsx';
import { Button, ButtonLink, Field, PageHead, Select } from './parts.tsx';

type ControlProps = {
  readonly zones: readonly Zone[];
  readonly chosen: Zone;
  readonly sounding: Sounding | undefined;
  /** The end of its slot. */
  readonly placeEnd: EpochMs | null;
  readonly next: TodayLine | undefined;
  readonly hold: OnAir['hold'];
  readonly gainDb: number;
  /** A form sent twice is one command. */
  readonly newKey: () => string;
  readonly now: EpochMs;
  readonly zone: string;
};

const GAINS = [6, 3, 0, -3, -6, -9, -12, -18, -24] as const;

const gainLabel = (gainDb: number): string =>
  gainDb === 0 ? 'Như thường' : `${gainDb > 0 ? 'To' : 'Nhỏ'} hơn ${Math.abs(gainDb)} dB`;

export const ControlPage = (props: ControlProps) => {
  const { zones, chosen } = props;
  return (
    <>
      <PageHead
        title="Điều khiển"
        lead="Mỗi lệnh ghi lại ai bấm, lúc nào và có hiệu lực trên sóng đúng lúc nào; xem ở Hôm nay → Lệnh gần đây."
      >
        <ButtonLink href="/phat-ngay" icon="play">
          Phát ngay một số…
        </ButtonLink>
        <ButtonLink href="/truc-tiep" icon="microphone">
          Phát trực tiếp…
        </ButtonLink>
        <ButtonLink href="/dung-phat" icon="stop" tone="danger">
          Dừng phát…
        </ButtonLink>
      </PageHead>
      {zones.length > 1 && (
        <nav class="tabs" aria-label="Vùng phát">
          <ul>
            {zones.map(({ id, name }) => (
              <li>
                <a href={`/dieu-khien?vung=${id}`} aria-current={id === chosen.id ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div class="columns">
        <div class="aside">
          <OnAirNow {...props} />
          {chosen.id === WHOLE_COMMUNE && <Holding {...props} />}
        </div>
        <Volume {...props} />
      </div>
    </>
  );
};

const Hidden = ({ of, ...fields }: { of: ControlProps } & Readonly<Record<string, unknown>>) => (
  <>
    <input type="hidden" name="zoneId" value={of.chosen.id} />
    <input type="hidden" name="key" value={of.newKey()} />
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={String(value)} />
    ))}
  </>
);

const OnAirNow = (props: ControlProps) => {
  const { sounding, placeEnd, next, now, zone, chosen } = props;
  if (!sounding)
    return (
      <section>
        <h2>Trên sóng</h2>
        <p>
          Bây giờ không có mục nào đang phát
          {chosen.id === WHOLE_COMMUNE ? '' : ' riêng ở vùng này'}.
          {next?.plannedStart != null &&
            ` Mục kế tiếp: “${nameOf(next)}” lúc ${timeOrDay(next.plannedStart, now, zone)}.`}
        </p>
      </section>
    );
  const startedAt = isoWithOffset(sounding.startedAt, zone);
  const follows =
    next?.plannedStart != null
      ? ` Lịch phát vẫn tiếp tục: “${nameOf(next)}” lúc ${timeOrDay(next.plannedStart, now, zone)}.`
      : ' Sau đó không còn mục nào đã xếp lịch.';
  return (
    <section>
      <h2>Trên sóng: {nameOf(sounding)}</h2>
      <p class="hint">
        Từ {formatTime(sounding.startedAt, zone, { seconds: true })}
        {placeEnd !== null && `, khung giờ đến ${formatTime(placeEnd, zone)}`}
      </p>
      <form method="post" action="/lenh" class="form">
        <Hidden of={props} kind="extend" startedAt={startedAt} />
        <Field
          name="minutes"
          label="Kéo dài thêm (phút)"
          value="5"
          size={4}
          inputmode="numeric"
          autocomplete="off"
          hint="Được phát quá khung giờ chừng ấy phút; mục “chờ chương trình trước” lùi lại, mục “đúng giờ” vẫn vào đúng giờ"
        />
        <p>
          <Button>Kéo dài</Button>
        </p>
      </form>
      <form method="post" action="/lenh" class="form">
        <Hidden of={props} kind="cut" startedAt={startedAt} />
        <p>
          Ngắt ngay “{nameOf(sounding)}”, nhật ký ghi là “Bị ngắt”.{follows}
        </p>
        <p>
          <Button tone="danger" icon="skip">
            Ngắt mục này
          </Button>
        </p>
      </form>
    </section>
  );
};

const Holding = (props: ControlProps) => {
  const { hold, now, zone, sounding } = props;
  return (
    <section>
      <h2>Giữ sóng</h2>
      {hold ? (
        <>
          <p>
            {hold.endsNothing ? 'Đang giữ sóng' : 'Đang dừng phát'} bởi <strong>{hold.by}</strong> từ{' '}
            {timeOrDay(hold.since, now, zone)}. Các mục đến giờ đều im lặng.
          </p>
          <ResumeButton />
        </>
      ) : (
        <form method="post" action="/lenh" class="form">
          <Hidden of={props} kind="hold" />
          <p>
            {sounding ? `“${nameOf(sounding)}” được phát cho hết. ` : ''}Các mục sau đến giờ sẽ im lặng và ghi là “Không
            phát”, cho đến khi bấm “Phát tiếp”.
          </p>
          <p>
            <Button>Giữ sóng</Button>
          </p>
        </form>
      )}
    </section>
  );
};

const Volume = (props: ControlProps) => {
  const { chosen, gainDb } = props;
  // One zone is only ever made quieter: its sound has passed the limiter by then.
  const gains = GAINS.filter((gain) => gain <= 0 || chosen.id === WHOLE_COMMUNE);
  const others = gains.some((gain) => gain === gainDb) ? gains : [gainDb, ...gains];
  return (
    <section>
      <h2>Âm lượng</h2>
      <form method="post" action="/lenh" class="form">
        <Hidden of={props} kind="volume" />
        <Select
          name="gainDb"
          label={chosen.id === WHOLE_COMMUNE ? 'Âm lượng toàn xã' : `Âm lượng ở ${chosen.name}`}
          options={others.map((gain) => ({ value: String(gain), label: gainLabel(gain) }))}
          value={String(gainDb)}
          hint={
            chosen.id === WHOLE_COMMUNE
              ? 'Đổi êm trong chưa đầy nửa giây. Giữ đến khi chỉnh lại, hoặc đến hết hôm nay. Phát khẩn cấp không bị nhỏ đi'
              : 'Chỉ nhỏ đi, cho mọi thứ nghe được ở vùng này, kể cả phát khẩn cấp. Giữ đến khi chỉnh lại, hoặc đến hết hôm nay'
          }
        />
        <p>
          <Button>Chỉnh âm lượng</Button>
        </p>
      </form>
    </section>
  );
};
