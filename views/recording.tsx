/** The page of one recording, and its forms. */
import type { Analysis } from '../src/core/loudness.ts';
import type { Recording } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { type EpochMs, framesToMs } from '../src/core/time.ts';
import { formatDateTime, formatDuration, formatNumber } from '../src/core/vietnamese.ts';
import { startWords } from './episode-parts.tsx';
import { ActionButton, ButtonLink, ConfirmForm, ErrorSummary, Field, FormEnd, PageHead } from './parts.tsx';
import {
  address,
  cutMs,
  isUnsettled,
  Player,
  RecordingBadge,
  type RecordingSheet,
  sizeWords,
  soundWords,
  Uses,
  Warnings,
  Waveform,
  Why,
} from './recording-parts.tsx';

type RecordingPageProps = {
  recording: RecordingSheet;
  coming: readonly EpochMs[];
  mayEdit: boolean;
  zone: string;
};

export const RecordingPage = (props: RecordingPageProps) => {
  const { recording, mayEdit } = props;
  const here = address(recording);
  const watch = (isUnsettled(recording) || recording.isRemaking) && {
    'hx-get': here,
    'hx-trigger': 'every 2s',
    'hx-select': '#recording',
    'hx-swap': 'outerHTML',
  };
  return (
    <div id="recording" {...watch}>
      <PageHead title={recording.title} lead={<a href="/kho-tu-lieu">Kho tư liệu</a>}>
        {mayEdit && (
          <>
            {recording.state === 'failed' && (
              <ActionButton action={`${here}/thu-lai`} icon="return">
                Thử lại
              </ActionButton>
            )}
            {recording.state === 'ready' && !recording.isRemaking && (
              <ButtonLink href={`${here}/chuan-hoa-lai`} icon="return">
                Chuẩn hóa lại…
              </ButtonLink>
            )}
            <ButtonLink href={`${here}/sua`} icon="pencil">
              Sửa tên gọi
            </ButtonLink>
            {recording.archivedAt === null ? (
              <ButtonLink href={`${here}/luu-tru`} icon="archive">
                Lưu trữ…
              </ButtonLink>
            ) : (
              <ActionButton action={`${here}/khoi-phuc`}>Khôi phục</ActionButton>
            )}
          </>
        )}
      </PageHead>
      <div class="columns">
        <section class="sheet" aria-label="Âm thanh">
          <p class="badges">
            <RecordingBadge recording={recording} />
          </p>
          <Why recording={recording} />
          <Sound {...props} />
        </section>
        <Facts {...props} />
      </div>
    </div>
  );
};

const Sound = ({ recording }: RecordingPageProps) => {
  const { state, title } = recording;
  const sound = `${address(recording)}/am-thanh`;
  if (state === 'failed')
    return (
      <ButtonLink href={`${sound}?ban=goc`} icon="download">
        Tải xuống tệp gốc
      </ButtonLink>
    );
  if (state !== 'ready') return <p class="hint">Kiểm tra xong thì nghe được ở đây; trang tự cập nhật.</p>;
  return (
    <>
      <Warnings recording={recording} player={PLAYER} />
      <div>
        <h2>Bản phát</h2>
        <p class="hint">{['Đúng những gì người nghe sẽ nghe.', ...recording.mended].join(' ')}</p>
        {recording.analysis && <Waveform recording={recording} player={PLAYER} />}
        <Player id={PLAYER} group="so-sanh" src={sound} label={`Nghe thử bản phát ${title}`} />
      </div>
      <div>
        <h2>Tệp gốc</h2>
        <p class="hint">
          Giữ nguyên như khi tải lên; bấm phát ở đây là nghe tiếp đúng chỗ đang nghe ở bản phát, để so sánh.{' '}
          <a href={`${sound}?ban=goc`} download={recording.fileName}>
            Tải xuống
          </a>
        </p>
        <Player group="so-sanh" lag={cutMs(recording)} src={`${sound}?ban=goc`} label={`Nghe tệp gốc ${title}`} />
      </div>
    </>
  );
};

const PLAYER = 'ban-phat';

const lufs = (value: number | null): string => (value === null ? 'không có tiếng' : `${formatNumber(value)} LUFS`);

const SIDES: Readonly<Record<Analysis['sides'], string>> = {
  mono: 'hai bên như nhau',
  stereo: 'âm thanh nổi',
  'left-only': 'chỉ bên trái có tiếng',
  'right-only': 'chỉ bên phải có tiếng',
  opposite: 'hai bên ngược pha',
};

/** "Độ lớn" is the loudness of the file, never the volume of a loudspeaker. */
const Measured = ({ analysis }: { analysis: Analysis }) => {
  const { loudness, copy, sides } = analysis;
  return (
    <>
      <dt>Độ lớn bản phát</dt>
      <dd>
        {lufs(copy.integrated)}
        <small>
          {[
            `mức chuẩn ${lufs(copy.targetLufs)}`,
            copy.gainDb !== 0 && `${copy.gainDb > 0 ? 'đã tăng' : 'đã giảm'} ${formatNumber(Math.abs(copy.gainDb))} dB`,
            copy.limiter !== null && 'có chặn đỉnh',
            copy.highPass && 'đã lọc tiếng dưới 120 Hz',
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </dd>
      <dt>Độ lớn tệp gốc</dt>
      <dd>
        {lufs(loudness.integrated)}
        <small>
          {[
            `dải ${formatNumber(loudness.range)} LU`,
            loudness.truePeak !== null && `đỉnh ${formatNumber(loudness.truePeak)} dBTP`,
            SIDES[sides],
            `dài ${formatDuration(framesToMs(analysis.frames))}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </dd>
    </>
  );
};

const Facts = ({ recording, coming, mayEdit, zone }: RecordingPageProps) => {
  const sound = soundWords(recording);
  return (
    <dl class="facts">
      {recording.durationMs !== null && (
        <>
          <dt>Thời lượng</dt>
          <dd>{formatDuration(recording.durationMs)}</dd>
        </>
      )}
      {recording.analysis && <Measured analysis={recording.analysis} />}
      <dt>Dùng ở</dt>
      <dd>{recording.uses.length === 0 ? 'Chưa dùng ở đâu' : <Uses uses={recording.uses} mayEdit={mayEdit} />}</dd>
      <dt>Lịch phát sắp tới</dt>
      <dd>{coming.length === 0 ? 'Chưa có trong lịch phát 14 ngày tới' : <Coming coming={coming} zone={zone} />}</dd>
      <dt>Tệp gốc</dt>
      <dd class="typed">
        {recording.fileName}
        <small>{[sizeWords(recording.bytes), sound].filter(Boolean).join(' · ')}</small>
      </dd>
      <dt>Tải lên</dt>
      <dd>{[formatDateTime(recording.uploadedAt, zone), recording.uploaderName].filter(Boolean).join(', ')}</dd>
      {recording.checkedAt !== null && (
        <>
          <dt>Kiểm tra xong</dt>
          <dd>{formatDateTime(recording.checkedAt, zone)}</dd>
        </>
      )}
      <dt>Mã băm tệp (SHA-256)</dt>
      <dd class="typed">
        <span class="hash">{recording.sha256}</span>
      </dd>
    </dl>
  );
};

/** The signature tune sounds several times a day: the first few say enough. */
const SHOWN = 5;

const Coming = ({ coming, zone }: { coming: readonly EpochMs[]; zone: string }) => (
  <ul>
    {coming.slice(0, SHOWN).map((at) => (
      <li>{startWords(at, zone)}</li>
    ))}
    {coming.length > SHOWN && <li>và {coming.length - SHOWN} lượt nữa</li>}
  </ul>
);

// forms ---------------------------------------------------------------------------------------------------------------

export const RenamePage = ({
  recording,
  title,
  errors,
}: {
  recording: Recording;
  title: string;
  errors: FieldErrors;
}) => (
  <form method="post" action={address(recording)} class="form">
    <PageHead title="Sửa tên gọi" lead={recording.fileName} />
    <ErrorSummary errors={errors} />
    <Field
      name="title"
      label="Tên gọi"
      value={title}
      autocomplete="off"
      hint="Để tìm và chọn tệp; không đọc trên sóng, không ghi vào nhật ký"
      error={errors.title}
    />
    <FormEnd button="Lưu" cancel={address(recording)}>
      Âm thanh và tên tệp gốc giữ nguyên.
    </FormEnd>
  </form>
);

/** `used`: what needs it, in words; then the answer says that these were read. */
export const ConfirmArchivePage = ({ recording, used }: { recording: Recording; used: string | undefined }) => (
  <ConfirmForm
    title={`Lưu trữ “${recording.title}”`}
    consequence={`${used ?? 'Tệp này chưa dùng ở đâu.'} Tệp không hiện trong danh sách nữa, không chọn được cho số mới; nhật ký phát thanh không đổi. Có thể khôi phục.`}
    action={`${address(recording)}/luu-tru`}
    button={used === undefined ? 'Lưu trữ' : 'Vẫn lưu trữ'}
    cancel={address(recording)}
    fields={used === undefined ? {} : { 'da-biet': 'co' }}
  />
);

/** What makes a new copy changes what was approved; `settings`: in words, what it will be like. */
export const ConfirmRemakePage = (props: { recording: Recording; used: string | undefined; settings: string }) => (
  <ConfirmForm
    title={`Chuẩn hóa lại “${props.recording.title}”`}
    consequence={`Bản phát được làm lại từ tệp gốc: ${props.settings}. Nếu âm thanh thay đổi thì duyệt cũ hết hiệu lực, phải nghe và duyệt lại. Trong khi làm, bản cũ vẫn dùng. ${props.used ?? ''}`}
    action={`${address(props.recording)}/chuan-hoa-lai`}
    button="Chuẩn hóa lại"
    cancel={address(props.recording)}
  />
);
