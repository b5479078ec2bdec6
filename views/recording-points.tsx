/**
 * Where a recording begins and ends on the air: the picture of the whole original with its two points, and a form that
 * takes them as typed. static/wave.js draws the picture, from peaks that were stored; without it the form does all.
 */
import type { FieldErrors } from '../src/core/result.ts';
import { type DurationMs, framesToMs } from '../src/core/time.ts';
import { formatClock } from '../src/core/vietnamese.ts';
import { Icon, type IconName } from './icons.tsx';
import { ConfirmForm, ErrorSummary, Field, FormEnd, type FormValues, textOf } from './parts.tsx';
import { address, type RecordingSheet, Waveform } from './recording-parts.tsx';

type PointsProps = {
  recording: RecordingSheet;
  /** Ids of the players of both versions. */
  copy: string;
  original: string;
  mayEdit: boolean;
};

export const pointsForm = ({ inMs, outMs }: RecordingSheet, written: (at: DurationMs) => string): FormValues => ({
  vao: inMs === null ? '' : written(inMs),
  ra: outMs === null ? '' : written(outMs),
});

/** The picture; what is heard of it lies between the points. */
export const WavePicture = ({ recording, copy, original, mayEdit }: PointsProps) => {
  const { analysis, playoutSha256 } = recording;
  if (!analysis) return <Waveform recording={recording} player={copy} />;
  const from = framesToMs(analysis.copy.from);
  const until = framesToMs(analysis.copy.until);
  return (
    <div
      class="wave"
      data-peaks={`${address(recording)}/dang-song-goc?ban=${playoutSha256?.slice(0, 16)}`}
      data-length={framesToMs(analysis.frames)}
      data-heard-from={from}
      data-heard-until={until}
      data-copy={copy}
      data-original={original}
      data-resize={mayEdit ? 'co' : undefined}
    >
      <Waveform recording={recording} player={copy} />
      <div class="wave-picture" hidden></div>
      <div class="wave-tools" hidden>
        <output class="figure">{`00:00,000 / ${formatClock(framesToMs(analysis.frames))}`}</output>
        <WaveButton act="out" icon="dash" label="Thu nhỏ" />
        <WaveButton act="in" icon="plus" label="Phóng to" />
        <WaveButton act="fit" label="Vừa khung" />
      </div>
      <p class="unseen" role="status" id="wave-said"></p>
      <p class="hint" hidden>
        Bấm vào hình để nghe từ đó; chụm hai ngón để phóng.{' '}
        <span class="with-keys">
          Bàn phím: ← → từng giây (giữ Shift: 0,1 giây), phím cách để nghe
          {mayEdit && ', I và O để đặt điểm vào, điểm ra'}; Ctrl + lăn chuột để phóng.
        </span>
      </p>
    </div>
  );
};

const WaveButton = ({ act, icon, label }: { act: string; icon?: IconName; label: string }) => (
  <button type="button" class="button" data-wave={act} aria-label={icon && label} title={icon && label}>
    {icon ? <Icon name={icon} /> : label}
  </button>
);

type PointsFormProps = { recording: RecordingSheet; values: FormValues; errors: FieldErrors };

export const PointsForm = ({ recording, values, errors }: PointsFormProps) => (
  <form method="post" action={`${address(recording)}/diem`} class="points" id="diem">
    <h2>Điểm vào, điểm ra</h2>
    <ErrorSummary errors={errors} />
    <div class="side-by-side">
      <PointField
        {...{ name: 'vao', label: 'Điểm vào', act: 'set-in' }}
        value={textOf(values, 'vao')}
        error={errors.vao}
      />
      <PointField
        {...{ name: 'ra', label: 'Điểm ra', act: 'set-out' }}
        value={textOf(values, 'ra')}
        error={errors.ra}
      />
    </div>
    <FormEnd button="Lưu điểm">
      Tính theo tệp gốc; để trống thì tự cắt khoảng lặng. Bản phát được làm lại đúng từ điểm vào đến điểm ra: duyệt cũ
      hết hiệu lực, phải nghe và duyệt lại.
    </FormEnd>
  </form>
);

type PointFieldProps = { name: string; label: string; act: string; value: string; error: string | undefined };

const PointField = ({ act, ...field }: PointFieldProps) => (
  <div>
    <Field {...field} size={12} autocomplete="off" hint="phút:giây,phần nghìn; ví dụ 01:02,500" />
    <button type="button" class="button" data-wave={act} hidden>
      {`Đặt ${field.label.toLowerCase()} tại đây`}
    </button>
  </div>
);

/** `used`: what needs the recording, in words. */
export const ConfirmPointsPage = (props: { recording: RecordingSheet; used: string; vao: string; ra: string }) => {
  const { recording, used, vao, ra } = props;
  return (
    <ConfirmForm
      title={`Đặt điểm vào, điểm ra của “${recording.title}”`}
      consequence={`${used} Bản phát được làm lại ${spanWords(vao, ra)}; duyệt cũ hết hiệu lực, phải nghe và duyệt lại thì mới phát. Trong khi làm, bản cũ vẫn dùng.`}
      action={`${address(recording)}/diem`}
      button="Vẫn lưu điểm"
      cancel={address(recording)}
      fields={{ vao, ra, 'da-biet': 'co' }}
    />
  );
};

const spanWords = (vao: string, ra: string): string =>
  vao === '' && ra === ''
    ? 'từ chỗ có tiếng đến chỗ hết tiếng'
    : `từ ${vao || 'chỗ có tiếng'} đến ${ra || 'chỗ hết tiếng'}`;
