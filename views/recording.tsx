/** The page of one recording; its forms are recording-forms.tsx and recording-points.tsx. */
import type { Analysis } from '../src/core/loudness.ts';
import { formatPlace } from '../src/core/points.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { type EpochMs, framesToMs } from '../src/core/time.ts';
import { formatDateTime, formatDuration, formatNumber } from '../src/core/vietnamese.ts';
import { startWords } from './episode-parts.tsx';
import { ActionButton, ButtonLink, type FormValues, PageHead } from './parts.tsx';
import {
  address,
  cutMs,
  isUnsettled,
  Player,
  RecordingBadge,
  type RecordingSheet,
  sizeWords,
  soundWords,
  Tags,
  Uses,
  Warnings,
  Why,
} from './recording-parts.tsx';
import { PointsForm, pointsForm, WavePicture } from './recording-points.tsx';

type RecordingPageProps = {
  recording: RecordingSheet;
  coming: readonly EpochMs[];
  /** What the log tells of it, newest first, as much as a page shows. */
  sounded: { total: number; newest: readonly { id: number; startedAt: EpochMs; zoneName: string }[] };
  /** False once it was cleaned away: then no copy can be made anew. */
  hasOriginal: boolean;
  /** As they were sent, when they could not be. */
  points: { values: FormValues; errors: FieldErrors } | undefined;
  mayEdit: boolean;
  /** For the style sheet of the waveform (app.ts, headers). */
  nonce: string | undefined;
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
    <div id="recording" data-nonce={props.nonce} {...watch}>
      <PageHead title={recording.title} lead={<a href="/kho-tu-lieu">Kho tư liệu</a>}>
        {mayEdit && (
          <>
            {recording.state === 'failed' && (
              <ActionButton action={`${here}/thu-lai`} icon="return">
                Thử lại
              </ActionButton>
            )}
            {recording.state === 'ready' && !recording.isRemaking && props.hasOriginal && (
              <ButtonLink href={`${here}/chuan-hoa-lai`} icon="return">
                Chuẩn hóa lại…
              </ButtonLink>
            )}
            <ButtonLink href={`${here}/sua`} icon="pencil">
              Sửa tên gọi, nhãn
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

const Sound = ({ recording, points, hasOriginal, mayEdit }: RecordingPageProps) => {
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
        {recording.analysis && (
          <WavePicture {...{ recording, copy: PLAYER, original: ORIGINAL }} mayEdit={mayEdit && hasOriginal} />
        )}
        <Player id={PLAYER} group="so-sanh" src={sound} label={`Nghe thử bản phát ${title}`} />
      </div>
      <div>
        <h2>Tệp gốc</h2>
        {hasOriginal ? (
          <>
            <p class="hint">
              Giữ nguyên như khi tải lên; bấm phát ở đây là nghe tiếp đúng chỗ đang nghe ở bản phát, để so sánh.{' '}
              <a href={`${sound}?ban=goc`} download={recording.fileName}>
                Tải xuống
              </a>
            </p>
            <Player
              {...{ id: ORIGINAL, group: 'so-sanh', lag: cutMs(recording) }}
              src={`${sound}?ban=goc`}
              label={`Nghe tệp gốc ${title}`}
            />
          </>
        ) : (
          <p class="hint">Đã dọn để lấy chỗ; bản phát vẫn còn, nhưng không làm lại được.</p>
        )}
      </div>
      {mayEdit && hasOriginal && recording.analysis && (
        <PointsForm
          recording={recording}
          values={points?.values ?? pointsForm(recording, formatPlace)}
          errors={points?.errors ?? {}}
        />
      )}
    </>
  );
};

const PLAYER = 'ban-phat';
const ORIGINAL = 'tep-goc';

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

const Facts = ({ recording, coming, sounded, mayEdit, zone }: RecordingPageProps) => {
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
      <dt>Đã phát</dt>
      <dd>{sounded.total === 0 ? 'Chưa phát lần nào' : <Sounded {...sounded} zone={zone} />}</dd>
      {recording.tags.length > 0 && (
        <>
          <dt>Nhãn</dt>
          <dd>
            <Tags tags={recording.tags} />
          </dd>
        </>
      )}
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

const Sounded = ({ total, newest, zone }: RecordingPageProps['sounded'] & { zone: string }) => (
  <ul>
    {newest.map(({ id, startedAt, zoneName }) => (
      <li>
        <a href={`/nhat-ky/${id}`}>{startWords(startedAt, zone)}</a> <small>{zoneName}</small>
      </li>
    ))}
    {total > newest.length && <li>và {total - newest.length} lượt trước đó</li>}
  </ul>
);
