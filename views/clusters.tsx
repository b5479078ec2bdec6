/** Cụm loa: the register, one of them with its book, and the day's evidence of sounding. */
import type { Temporal } from 'temporal-polyfill';
import {
  CLUSTER_KINDS,
  type Cluster,
  type ClusterCheck,
  type ClusterState,
  canAnswer,
  clusterStateWord,
  clusterWords,
  FINDINGS,
  isOpenFault,
} from '../src/core/clusters.ts';
import type { Airing } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate, formatDay, formatNumber, formatTime, lowerFirst } from '../src/core/vietnamese.ts';
import {
  Button,
  ButtonLink,
  ConfirmForm,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  Table,
  TextArea,
  type Tone,
  textOf,
} from './parts.tsx';
import type { May } from './reports.tsx';

const TONES: Readonly<Record<ClusterState, Tone>> = {
  good: 'good',
  poor: 'warn',
  broken: 'bad',
  disconnected: 'bad',
  paused: 'quiet',
  unchecked: 'quiet',
};
const StateBadge = ({ state }: { state: ClusterState }) => (
  <StatusBadge tone={TONES[state]}>{clusterStateWord(state)}</StatusBadge>
);
const optionsOf = (words: Readonly<Record<string, string>>): Option[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

// the register --------------------------------------------------------------------------------------------------------

type Line = { cluster: Cluster; zoneName: string; state: ClusterState; last: ClusterCheck | undefined };

export const ClustersPage = ({ rows, may }: { rows: readonly Line[]; may: May }) => {
  const inUse = rows.filter(({ cluster }) => cluster.archivedAt === null);
  const speakers = inUse.reduce((sum, { cluster }) => sum + cluster.speakers, 0);
  const faulty = inUse.filter(({ state }) => state === 'broken' || state === 'disconnected' || state === 'poor').length;
  const add = may('GET /cum-loa/them') && (
    <ButtonLink href="/cum-loa/them" icon="plus" tone="main">
      Thêm cụm loa
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title="Cụm loa"
        lead={
          inUse.length > 0 &&
          `${formatNumber(inUse.length)} cụm, ${formatNumber(speakers)} loa; ${faulty === 0 ? 'không cụm nào đang có sự cố' : `${faulty} cụm đang có sự cố`}`
        }
      >
        {add}
        {may('GET /cum-loa/xac-nhan') && <ButtonLink href="/cum-loa/xac-nhan">Xác nhận đã nghe</ButtonLink>}
        <ButtonLink href="/so-sach/so-cum-loa">Sổ theo dõi</ButtonLink>
      </PageHead>
      {inUse.length === 0 ? (
        <EmptyState title="Chưa có cụm loa nào" action={add}>
          Ghi từng cụm loa của xã: mã, vị trí, loại, số loa. Từ đó sổ theo dõi cụm loa và báo cáo có số liệu.
        </EmptyState>
      ) : (
        <Table
          stack
          caption="Các cụm loa"
          head={
            <>
              <th scope="col">Mã</th>
              <th scope="col">Cụm loa</th>
              <th scope="col">Vùng phát</th>
              <th scope="col">Loại</th>
              <th scope="col" class="number">
                Số loa
              </th>
              <th scope="col">Tình trạng</th>
              <th scope="col">Kiểm tra gần nhất</th>
            </>
          }
        >
          {inUse.map(({ cluster, zoneName, state, last }) => (
            <tr>
              <td>
                <span class="code">{cluster.id}</span>
              </td>
              <td class="what">
                <a href={`/cum-loa/${cluster.id}`}>{cluster.name}</a>
                <small>{[cluster.place, cluster.village].filter(Boolean).join(', ')}</small>
              </td>
              <td data-label="Vùng phát">{zoneName}</td>
              <td data-label="Loại">{CLUSTER_KINDS[cluster.kind]}</td>
              <td class="number" data-label="Số loa">
                {cluster.speakers}
              </td>
              <td>
                <StateBadge state={state} />
              </td>
              <td data-label="Kiểm tra gần nhất">{last ? formatDate(last.day) : 'Chưa'}</td>
            </tr>
          ))}
        </Table>
      )}
      {rows.length > inUse.length && (
        <details class="more">
          <summary>{rows.length - inUse.length} cụm đã thôi dùng</summary>
          <ul>
            {rows
              .filter(({ cluster }) => cluster.archivedAt !== null)
              .map(({ cluster }) => (
                <li>
                  <a href={`/cum-loa/${cluster.id}`}>{`${cluster.id} ${cluster.name}`}</a>
                </li>
              ))}
          </ul>
        </details>
      )}
    </>
  );
};

type FormProps = { values: FormValues; errors: FieldErrors; cluster: Cluster | undefined; zones: readonly Option[] };

export const ClusterForm = ({ values, errors, cluster, zones }: FormProps) => (
  <form method="post" action={cluster ? `/cum-loa/${cluster.id}` : '/cum-loa'} class="form">
    <PageHead title={cluster ? `Sửa ${cluster.name}` : 'Thêm cụm loa'} />
    <ErrorSummary errors={errors} />
    {!cluster && (
      <Field {...fieldOf('id', values, errors)} label="Mã cụm" hint="Như ghi trên cột, ví dụ 07" size={12} />
    )}
    <Field {...fieldOf('name', values, errors)} label="Tên" hint="Ví dụ: Cụm 07, Thôn 3" />
    <Field {...fieldOf('village', values, errors)} label="Thôn" />
    <Field {...fieldOf('place', values, errors)} label="Vị trí" hint="Ví dụ: cột điện trước nhà rông" />
    <Select {...fieldOf('zoneId', values, errors)} label="Vùng phát" options={zones} />
    <Radios {...fieldOf('kind', values, errors)} label="Loại" options={optionsOf(CLUSTER_KINDS)} />
    <Field {...fieldOf('speakers', values, errors)} label="Số loa" size={4} inputmode="numeric" />
    <Field
      {...fieldOf('households', values, errors)}
      label="Số hộ nghe được"
      size={6}
      inputmode="numeric"
      hint="Để trống nếu chưa biết"
    />
    <Field {...fieldOf('device', values, errors)} label="IMEI hoặc số máy" />
    <label class="choice">
      <input type="checkbox" name="isQuiet" value="1" checked={textOf(values, 'isQuiet') === '1'} />
      <span>Gần trường học, trạm y tế hoặc chùa (nhạy cảm tiếng ồn)</span>
    </label>
    <label class="choice">
      <input type="checkbox" name="paused" value="1" checked={textOf(values, 'paused') === '1'} />
      <span>
        Tạm ngừng<small>Không tính vào số cụm phải phát</small>
      </span>
    </label>
    <TextArea {...fieldOf('note', values, errors)} label="Ghi chú" />
    <FormEnd button="Lưu" cancel={cluster ? `/cum-loa/${cluster.id}` : '/cum-loa'} />
  </form>
);

export const ClusterArchive = ({ cluster }: { cluster: Cluster }) => (
  <ConfirmForm
    title={`Thôi dùng ${cluster.name}`}
    consequence="Cụm loa không còn trong danh sách và không được tính vào số cụm phải phát. Nhật ký và sổ theo dõi vẫn giữ tên nó."
    action={`/cum-loa/${cluster.id}/luu-tru`}
    button="Thôi dùng"
    cancel={`/cum-loa/${cluster.id}`}
  />
);

// one of them ---------------------------------------------------------------------------------------------------------

type OneProps = { cluster: Cluster; zoneName: string; checks: readonly ClusterCheck[]; state: ClusterState; may: May };

export const ClusterPage = ({ cluster, zoneName, checks, state, may }: OneProps) => {
  const path = `/cum-loa/${cluster.id}`;
  const mayChange = may('POST /cum-loa');
  const facts: [string, string][] = [
    ['Mã', cluster.id],
    ['Vị trí', [cluster.place, cluster.village].filter(Boolean).join(', ') || 'Chưa ghi'],
    ['Vùng phát', zoneName],
    ['Loại', `${CLUSTER_KINDS[cluster.kind]}${canAnswer(cluster.kind) ? '' : ', không có phản hồi'}`],
    ['Số loa', String(cluster.speakers)],
    ...(cluster.households === null ? [] : [['Số hộ nghe được', formatNumber(cluster.households)] as [string, string]]),
    ...(cluster.device ? [['IMEI, số máy', cluster.device] as [string, string]] : []),
    ...(cluster.isQuiet ? [['Tiếng ồn', 'Nhạy cảm: gần trường học, trạm y tế hoặc chùa'] as [string, string]] : []),
    ...(cluster.note ? [['Ghi chú', cluster.note] as [string, string]] : []),
  ];
  return (
    <>
      <PageHead title={cluster.name} lead={<StateBadge state={state} />}>
        {mayChange && cluster.archivedAt === null && (
          <>
            <ButtonLink href={`${path}/kiem-tra`} tone="main">
              Ghi kiểm tra, sự cố
            </ButtonLink>
            <ButtonLink href={`${path}/sua`} icon="pencil">
              Sửa
            </ButtonLink>
            <ButtonLink href={`${path}/luu-tru`} icon="archive">
              Thôi dùng…
            </ButtonLink>
          </>
        )}
        {mayChange && cluster.archivedAt !== null && (
          <form method="post" action={`${path}/khoi-phuc`} class="one-button">
            <Button>Dùng lại</Button>
          </form>
        )}
      </PageHead>
      <dl class="facts">
        {facts.map(([label, words]) => (
          <div>
            <dt>{label}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <h2>Sổ theo dõi</h2>
      {checks.length === 0 ? (
        <p>Chưa kiểm tra lần nào.</p>
      ) : (
        <Table
          stack
          caption={`Sổ theo dõi ${cluster.name}`}
          head={['Ngày', 'Tình trạng', 'Nguyên nhân', 'Biện pháp', 'Khắc phục', 'Người thực hiện', 'Kinh phí'].map(
            (one) => <th scope="col">{one}</th>,
          )}
        >
          {checks.map((check) => (
            <tr>
              <td class="figure">{formatDate(check.day)}</td>
              <td>
                <StatusBadge tone={TONES[check.finding]}>{FINDINGS[check.finding]}</StatusBadge>
              </td>
              <td data-label={check.cause ? 'Nguyên nhân' : undefined}>{check.cause}</td>
              <td data-label={check.remedy ? 'Biện pháp' : undefined}>{check.remedy}</td>
              <td data-label={check.mendedOn ? 'Khắc phục' : undefined}>
                {check.mendedOn
                  ? formatDate(check.mendedOn)
                  : isOpenFault(check) && mayChange && <a href={`${path}/su-co/${check.id}`}>Ghi khắc phục</a>}
              </td>
              <td data-label={check.doneBy ? 'Người thực hiện' : undefined}>{check.doneBy}</td>
              <td class="number">{check.cost > 0 && `${formatNumber(check.cost)} đ`}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
};

type CheckProps = { cluster: Cluster; check?: ClusterCheck; values: FormValues; errors: FieldErrors };

/** With `check`, only how that fault was mended. */
export const CheckForm = ({ cluster, check, values, errors }: CheckProps) => (
  <form method="post" action={`/cum-loa/${cluster.id}/${check ? `su-co/${check.id}` : 'kiem-tra'}`} class="form">
    <PageHead
      title={
        check
          ? `Khắc phục: ${FINDINGS[check.finding].toLowerCase()} từ ${formatDate(check.day)}`
          : `Kiểm tra ${cluster.name}`
      }
      lead={check && [cluster.name, check.cause].filter(Boolean).join(': ')}
    />
    <ErrorSummary errors={errors} />
    {!check && (
      <>
        <DateField {...fieldOf('day', values, errors)} label="Ngày kiểm tra, hoặc ngày hỏng" />
        <Radios {...fieldOf('finding', values, errors)} label="Tình trạng" options={optionsOf(FINDINGS)} />
        <Field {...fieldOf('cause', values, errors)} label="Nguyên nhân" />
      </>
    )}
    <Field {...fieldOf('remedy', values, errors)} label="Biện pháp" />
    <DateField
      {...fieldOf('mendedOn', values, errors)}
      label="Ngày khắc phục"
      {...(!check && { hint: 'Để trống khi chưa khắc phục' })}
    />
    <Field {...fieldOf('doneBy', values, errors)} label="Người thực hiện" />
    <Field {...fieldOf('cost', values, errors)} label="Kinh phí (đồng)" inputmode="numeric" size={14} />
    <FormEnd button="Ghi vào sổ" cancel={`/cum-loa/${cluster.id}`}>
      Dòng đã ghi không xóa được; sự cố để mở thì ghi khắc phục sau.
    </FormEnd>
  </form>
);

// evidence ------------------------------------------------------------------------------------------------------------

/** Nothing is chosen beforehand: a form sent without thinking claims nothing. */
const HEARD_OPTIONS = [
  { value: '', label: 'Chưa chọn' },
  { value: 'yes', label: 'Đã nghe' },
  { value: 'no', label: 'Không phát' },
  { value: 'unknown', label: 'Không xác nhận được' },
];
const REST_OPTIONS = [
  { value: '', label: 'Không ghi gì' },
  { value: 'yes', label: 'Đều đã nghe' },
  { value: 'unknown', label: 'Đều không xác nhận được' },
];

type HeardProps = {
  day: Temporal.PlainDate;
  airings: readonly { airing: Airing; isKept: boolean; isTicked: boolean }[];
  clusters: readonly Cluster[];
  values: FormValues;
  errors: FieldErrors;
  /** Why nothing can be said of this day now. */
  closed: string | undefined;
  zone: string;
  may: May;
};

export const HeardPage = ({ day, airings, clusters, values, errors, closed, zone, may }: HeardProps) => (
  <>
    <PageHead title="Xác nhận đã nghe" lead={formatDay(day)}>
      <ButtonLink href={`/cum-loa/xac-nhan?ngay=${day.subtract({ days: 1 })}`} icon="left">
        Ngày trước
      </ButtonLink>
      <ButtonLink href={`/cum-loa/xac-nhan?ngay=${day.add({ days: 1 })}`}>Ngày sau</ButtonLink>
    </PageHead>
    {airings.length === 0 || clusters.length === 0 ? (
      <EmptyState
        title={clusters.length === 0 && airings.length > 0 ? 'Chưa có cụm loa nào' : 'Ngày này chưa phát lượt nào'}
      >
        Sau mỗi buổi phát, ghi ở đây cụm loa nào có tiếng, theo người trực đã nghe hoặc trưởng thôn báo.
      </EmptyState>
    ) : (
      <form method="post" action="/cum-loa/xac-nhan" class="heard">
        <ErrorSummary errors={errors} />
        <input type="hidden" name="ngay" value={String(day)} />
        <fieldset class="field" id="f-airingIds" tabindex={-1}>
          <legend>Các lượt phát</legend>
          {airings.map(({ airing, isKept, isTicked }) => (
            <label class="choice">
              <input type="checkbox" name="luot" value={airing.id} checked={isTicked} />
              <span>
                {`${formatTime(airing.startedAt!, zone)} ${airing.title}`}
                <small>{isKept ? lowerFirst(clusterWords(airing.clusters!)) : 'chưa ghi'}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <Table
          stack
          caption="Kết quả từng cụm loa"
          head={
            <>
              <th scope="col">Cụm loa</th>
              <th scope="col">Kết quả</th>
              <th scope="col">Ghi chú</th>
            </>
          }
        >
          {clusters.map((cluster) => (
            <tr>
              <td class="what">
                {`${cluster.id} ${cluster.name}`}
                <small>{`${CLUSTER_KINDS[cluster.kind]}${canAnswer(cluster.kind) ? '' : ', không có phản hồi'}`}</small>
                <input type="hidden" name="cum" value={cluster.id} />
              </td>
              <td>
                <select name={`nghe-${cluster.id}`} aria-label={`Kết quả của ${cluster.name}`}>
                  {HEARD_OPTIONS.map(({ value, label }) => (
                    <option value={value} selected={value === textOf(values, `nghe-${cluster.id}`)}>
                      {label}
                    </option>
                  ))}
                </select>
              </td>
              <td data-label="Ghi chú">
                <input
                  type="text"
                  name={`ghi-chu-${cluster.id}`}
                  value={textOf(values, `ghi-chu-${cluster.id}`)}
                  maxlength={200}
                  aria-label={`Ghi chú của ${cluster.name}`}
                />
              </td>
            </tr>
          ))}
        </Table>
        <Select {...fieldOf('con-lai', values, errors)} label="Các cụm để “Chưa chọn” ở trên" options={REST_OPTIONS} />
        {closed && <p class="consequence">{closed}</p>}
        {may('POST /cum-loa/xac-nhan') && !closed && (
          <FormEnd button="Ghi kết quả" cancel="/cum-loa">
            Chỉ ghi “Đã nghe” khi có người nghe thật. Kết quả thêm vào nhật ký theo tên người ghi và không xóa được; ghi
            lại thì lần sau cùng có hiệu lực. Cụm nào không xác nhận được thì không tính là đạt, cũng không tính là
            hỏng.
          </FormEnd>
        )}
      </form>
    )}
  </>
);
