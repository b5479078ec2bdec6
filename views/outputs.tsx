/** Where the sound goes: the list by zone on the settings page, how each output is doing, and the pages of one. */
import type { Codec, Output, OutputKind, Zone } from '../src/core/model.ts';
import type { OutputNow } from '../src/core/on-air.ts';
import { BITRATES, CODECS, isShared, streamPath } from '../src/core/outputs.ts';
import type { FieldErrors } from '../src/core/result.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatNumber } from '../src/core/vietnamese.ts';
import { timeOrDay } from './on-air.tsx';
import {
  ActionButton,
  ButtonLink,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  Table,
} from './parts.tsx';

const KINDS: Readonly<Record<OutputKind, { label: string; words: string }>> = {
  stream: {
    label: 'Luồng nghe trực tiếp',
    words: 'Phát ngay từ chương trình này; trình duyệt, VLC và loa IP đều nghe được.',
  },
  icecast: { label: 'Máy chủ Icecast', words: 'Gửi âm thanh đến một máy chủ Icecast để nhiều người nghe.' },
  alsa: { label: 'Card âm thanh', words: 'Ra tăng âm, máy phát FM hoặc loa nối với máy này.' },
  pulse: { label: 'PulseAudio hoặc PipeWire', words: 'Ra loa qua dịch vụ âm thanh của máy tính để bàn.' },
  rtp: { label: 'RTP trong mạng nội bộ', words: 'Gửi đến một loa IP, hoặc đến cả nhóm loa bằng multicast.' },
  srt: { label: 'SRT qua Internet', words: 'Gửi đến nơi nhận ở xa; chịu được mất gói, có thể mã hóa.' },
  hls: { label: 'HLS ra thư mục', words: 'Ghi danh sách phát và các đoạn ngắn để một máy chủ web khác phát lại.' },
  file: {
    label: 'Ghi ra tệp',
    words: 'Ghi lại toàn bộ âm thanh đã phát vào một thư mục trên máy này, mỗi giờ một tệp.',
  },
};

const CODEC_LABELS: Readonly<Record<Codec, string>> = {
  mp3: 'MP3: thiết bị nào cũng nghe được',
  opus: 'Opus: tiếng tốt hơn ở tốc độ bit thấp',
  aac: 'AAC',
  pcm: 'PCM: không nén',
};

// how it is doing -----------------------------------------------------------------------------------------------------

export const OutputState = ({
  output,
  now,
  zone,
}: {
  output: Pick<OutputNow, 'kind' | 'health'>;
  now: EpochMs;
  zone: string;
}) => {
  const { kind, health } = output;
  if (!health) return <StatusBadge tone="quiet">Chưa rõ</StatusBadge>;
  switch (health.state) {
    case 'retrying':
      return health.said === '' ? (
        <StatusBadge tone="busy">Đang kết nối</StatusBadge>
      ) : (
        <StatusBadge tone="bad">Mất kết nối từ {timeOrDay(health.since, now, zone)}</StatusBadge>
      );
    case 'off':
      return <StatusBadge tone="quiet">Nghỉ đến chương trình sau</StatusBadge>;
    case 'sending':
      return (
        <StatusBadge tone="good">{kind === 'stream' ? `${health.listeners} người nghe` : 'Đang nhận'}</StatusBadge>
      );
    default:
      return health.state satisfies never;
  }
};

/** What else is to be told: its last words while it fails, and what its sound card's clock does. */
export const OutputNote = ({ health }: Pick<OutputNow, 'health'>) => {
  const words = [
    health?.state === 'retrying' ? (health.said.trim().split('\n').at(-1) ?? '') : '',
    health?.drift ? driftWords(health.drift) : '',
  ].filter((one) => one !== '');
  return words.length > 0 ? <small>{words.join('. ')}</small> : null;
};

type Drift = NonNullable<NonNullable<OutputNow['health']>['drift']>;

function driftWords({ ppm, absorbedMs }: Drift): string {
  if (ppm === undefined || Math.abs(ppm) < 10) return '';
  const made = absorbedMs === 0 ? '' : `, đã bù ${formatNumber(Math.abs(absorbedMs) / 1000)} giây vào lúc im lặng`;
  return `Đồng hồ của card ${ppm > 0 ? 'chậm' : 'nhanh'} ${Math.abs(ppm)} phần triệu${made}`;
}

// the list ------------------------------------------------------------------------------------------------------------

export type ListedOutput = { readonly output: Output; readonly health: OutputNow['health'] };
type ListProps = { zone: Zone; outputs: readonly ListedOutput[]; now: EpochMs; timeZone: string };

/** The outputs of one zone. */
export const OutputTable = ({ zone, outputs, now, timeZone }: ListProps) => (
  <Table stack caption={`Đầu ra của ${zone.name}`} head={<OutputHead />}>
    {outputs.map(({ output, health }) => (
      <tr>
        <td>
          <a href={`/cau-hinh/dau-ra/${output.id}`}>{output.name}</a>
          <small>{whereTo(output)}</small>
          {output.enabled && <OutputNote health={health} />}
        </td>
        <td>
          {output.enabled ? (
            <OutputState output={{ kind: output.kind, health }} now={now} zone={timeZone} />
          ) : (
            <StatusBadge tone="quiet">Tắt</StatusBadge>
          )}
        </td>
        <td class="row-actions">
          {output.enabled ? (
            <ButtonLink tone="plain" href={`/cau-hinh/dau-ra/${output.id}/tat`}>
              Tắt<span class="unseen"> {output.name}</span>
            </ButtonLink>
          ) : (
            <ActionButton tone="plain" action={`/cau-hinh/dau-ra/${output.id}/bat`}>
              Bật<span class="unseen"> {output.name}</span>
            </ActionButton>
          )}
        </td>
      </tr>
    ))}
  </Table>
);

const OutputHead = () => (
  <>
    <th scope="col">Đầu ra</th>
    <th scope="col">Trạng thái</th>
    <th scope="col">
      <span class="unseen">Việc</span>
    </th>
  </>
);

function whereTo(output: Output): string {
  const format = output.codec === 'pcm' ? '' : `${output.codec.toUpperCase()} ${output.bitrate} kbit/s`;
  const place = output.kind === 'stream' ? streamPath(output) : output.target;
  return [KINDS[output.kind].label, place, format].filter((one) => one !== '').join(' · ');
}

// the pages of one ----------------------------------------------------------------------------------------------------

export const OutputKindPage = ({ kinds, zoneId }: { kinds: readonly OutputKind[]; zoneId: string }) => (
  <div class="form">
    <PageHead title="Thêm đầu ra" lead="Âm thanh sẽ đến đâu?" />
    <ul class="choices">
      {kinds.map((kind) => (
        <li>
          <a href={`/cau-hinh/dau-ra/them?${new URLSearchParams({ kind, ...(zoneId && { vung: zoneId }) })}`}>
            {KINDS[kind].label}
            <small>{KINDS[kind].words}</small>
          </a>
        </li>
      ))}
    </ul>
    <ButtonLink href="/cau-hinh#dau-ra">Quay lại</ButtonLink>
  </div>
);

const TARGETS: Partial<Readonly<Record<OutputKind, { label: string; hint: string }>>> = {
  icecast: { label: 'Máy chủ và điểm gắn', hint: 'máy chủ:cổng/điểm-gắn, ví dụ icecast.example.vn:8000/dakto.mp3' },
  alsa: { label: 'Thiết bị ALSA', hint: 'Ví dụ default, hoặc plughw:CARD=Device (xem bằng lệnh aplay -L)' },
  pulse: { label: 'Sink', hint: 'Tên sink (xem bằng lệnh pactl list short sinks); để trống là loa mặc định' },
  rtp: {
    label: 'Địa chỉ và cổng',
    hint: 'Một loa: 192.168.1.20:5004. Cả nhóm: 239.10.0.1:5004?ttl=4. Máy có nhiều mạng: thêm localaddr=192.168.1.2',
  },
  srt: { label: 'Máy nhận và cổng', hint: 'Ví dụ srt.example.vn:9000, thêm ?streamid=… nếu bên nhận yêu cầu' },
  hls: { label: 'Thư mục', hint: 'Đường dẫn đầy đủ trên máy chủ; danh sách phát là live.m3u8' },
  file: { label: 'Thư mục', hint: 'Đường dẫn đầy đủ trên máy chủ; tệp mang ngày giờ bắt đầu' },
};

const SECRETS: Partial<Readonly<Record<OutputKind, { label: string; hint: string }>>> = {
  icecast: { label: 'Mật khẩu nguồn', hint: 'source-password của máy chủ' },
  srt: { label: 'Mật khẩu mã hóa', hint: 'Từ 10 đến 79 ký tự, giống bên nhận; để trống là không mã hóa' },
};

const CHANNELS = [
  { value: '1', label: 'Một kênh (mono), đủ cho loa truyền thanh' },
  { value: '2', label: 'Hai kênh (stereo)' },
];
const IDLE = [
  { value: 'silence', label: 'Gửi im lặng', hint: 'Nơi nhận luôn thấy luồng; đổi chương trình không phải chờ' },
  { value: 'off', label: 'Nghỉ', hint: 'Ngắt hẳn, và mở lại 10 giây trước chương trình sau' },
];

type OutputPageProps = {
  kind: OutputKind;
  action: string;
  values: FormValues;
  errors: FieldErrors;
  zones: readonly Zone[];
  /** Of an output that exists already. */
  id: number | undefined;
};

export const OutputPage = ({ kind, action, values, errors, zones, id }: OutputPageProps) => {
  const { label, words } = KINDS[kind];
  const [target, secret] = [TARGETS[kind], SECRETS[kind]];
  return (
    <form method="post" action={action} class="form">
      <PageHead
        title={id === undefined ? `Thêm ${label.replace(/^[A-ZĐ](?=[^A-Z])/, (first) => first.toLowerCase())}` : label}
        lead={words}
      >
        {id !== undefined && kind === 'rtp' && <ButtonLink href={`${action}/sdp`}>Tệp SDP cho nơi nhận</ButtonLink>}
        {id !== undefined && (
          <ButtonLink href={`${action}/xoa`} tone="danger">
            Xóa…
          </ButtonLink>
        )}
      </PageHead>
      <ErrorSummary errors={errors} />
      <input type="hidden" name="kind" value={kind} />
      {zones.length > 1 ? (
        <Select
          {...fieldOf('zoneId', values, errors)}
          label="Vùng phát"
          options={zones.map((zone) => ({ value: zone.id, label: zone.name }))}
        />
      ) : null}
      <Field {...fieldOf('name', values, errors)} label="Tên gọi" />
      {target && <Field {...fieldOf('target', values, errors)} {...target} spellcheck={false} />}
      {secret && (
        <Field
          name="secret"
          label={secret.label}
          type="password"
          autocomplete="off"
          hint={id === undefined ? secret.hint : 'Để trống nếu không đổi; mật khẩu đã lưu không hiện lại'}
          error={errors.secret}
        />
      )}
      {CODECS[kind].length > 1 && (
        <Select
          {...fieldOf('codec', values, errors)}
          label="Mã hóa"
          options={CODECS[kind].map((codec) => ({ value: codec, label: CODEC_LABELS[codec] }))}
        />
      )}
      {CODECS[kind][0] !== 'pcm' && (
        <>
          <Select
            {...fieldOf('bitrate', values, errors)}
            label="Tốc độ bit"
            options={BITRATES.map((n) => ({ value: String(n), label: `${n} kbit/s` }))}
          />
          <Select {...fieldOf('channels', values, errors)} label="Số kênh" options={CHANNELS} />
        </>
      )}
      <Radios {...fieldOf('idle', values, errors)} label="Khi không có chương trình" options={IDLE} />
      <FormEnd button="Lưu" cancel="/cau-hinh#dau-ra">
        {id === undefined
          ? `Đầu ra mở ngay khi lưu.${isShared({ kind }) ? ' Các đầu ra nghe cùng nội dung, cùng mã hóa dùng chung một bộ mã hóa.' : ''}`
          : 'Đầu ra này ngắt và mở lại ngay khi lưu; các đầu ra khác không bị ảnh hưởng.'}
      </FormEnd>
    </form>
  );
};

export const ConfirmOutputOff = ({ output }: { output: Output }) => (
  <ConfirmForm
    title={`Tắt đầu ra “${output.name}”`}
    consequence="Âm thanh ở đầu ra này ngắt ngay, kể cả khi đang phát. Các đầu ra khác vẫn phát. Có thể bật lại bất cứ lúc nào."
    action={`/cau-hinh/dau-ra/${output.id}/tat`}
    button="Tắt đầu ra"
    cancel="/cau-hinh#dau-ra"
  />
);

export const ConfirmOutputRemoval = ({ output }: { output: Output }) => (
  <ConfirmForm
    title={`Xóa đầu ra “${output.name}”`}
    consequence="Âm thanh ở đầu ra này ngắt ngay và cấu hình của nó mất hẳn, gồm cả mật khẩu đã lưu. Nhật ký phát thanh không đổi."
    action={`/cau-hinh/dau-ra/${output.id}/xoa`}
    button="Xóa đầu ra"
    cancel="/cau-hinh#dau-ra"
  />
);
