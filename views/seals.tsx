/** Niêm phong: what is sealed, and how anybody proves it. */
import { type Seal, sealText } from '../src/core/chain.ts';
import { type EpochMs, parseDay } from '../src/core/time.ts';
import { formatDate, formatDateTime, formatNumber, weekdayName } from '../src/core/vietnamese.ts';
import { ActionButton, ButtonLink, EmptyState, PageHead, Pager, Table } from './parts.tsx';
import { QrCode } from './qr.tsx';

type SealsProps = {
  seals: readonly Seal[];
  older: string | undefined;
  isFirst: boolean;
  last: { readonly seq: number; readonly at: EpochMs; readonly hash: string } | undefined;
  isBehind: boolean;
  maySeal: boolean;
  zone: string;
};

export const SealsPage = ({ seals, older, isFirst, last, isBehind, maySeal, zone }: SealsProps) => (
  <>
    <PageHead
      title="Niêm phong nhật ký"
      lead="Mỗi dòng nhật ký mang mã băm của dòng trước; mỗi ngày được niêm phong bằng một mã. Sửa, bỏ, chèn hay đổi chỗ một dòng là lộ ra."
    >
      {isBehind && maySeal && <ActionButton action="/nhat-ky/niem-phong">Niêm phong các ngày đã qua</ActionButton>}
      {last && (
        <ButtonLink href="/nhat-ky/xuat.chuoi.jsonl" icon="download">
          Xuất chuỗi
        </ButtonLink>
      )}
    </PageHead>
    {isFirst && seals[0] && <SealCard seal={seals[0]} zone={zone} />}
    {seals.length === 0 ? (
      <EmptyState title="Chưa có ngày nào được niêm phong">
        Hết một ngày, máy tự niêm phong mọi dòng nhật ký đã ghi trong ngày đó, kể cả đính chính. Mã niêm phong in trên
        báo cáo; gửi mã cho cấp trên ngay trong ngày thì không ai sửa lại nhật ký được nữa.
      </EmptyState>
    ) : (
      <>
        <h2>Các ngày đã niêm phong</h2>
        <Table
          caption="Các ngày đã niêm phong, mới nhất ở trên"
          stack
          head={
            <>
              <th scope="col">Ngày</th>
              <th scope="col" class="number">
                Số dòng
              </th>
              <th scope="col">Từ dòng đến dòng</th>
              <th scope="col">Mã niêm phong</th>
              <th scope="col">Niêm phong lúc</th>
            </>
          }
        >
          {seals.map((seal) => (
            <tr>
              <td class="figure">
                <a href={`/nhat-ky/niem-phong/${seal.day}`}>{formatDate(seal.day)}</a>
                <small>{weekdayName(parseDay(seal.day)!.dayOfWeek)}</small>
              </td>
              <td class="number" data-label="Số dòng">
                {formatNumber(seal.count)}
              </td>
              <td class="figure" data-label="Từ dòng đến dòng">
                {range(seal)}
              </td>
              <td data-label="Mã niêm phong">
                <code title={seal.root}>{seal.root.slice(0, 16)}…</code>
              </td>
              <td class="figure" data-label="Niêm phong lúc">
                {formatDateTime(seal.madeAt as EpochMs, zone)}
              </td>
            </tr>
          ))}
        </Table>
        {(older !== undefined || !isFirst) && (
          <Pager
            newer={isFirst ? undefined : '/nhat-ky/niem-phong'}
            older={older && `/nhat-ky/niem-phong?truoc=${older}`}
          />
        )}
      </>
    )}
    <h2>Tự kiểm tra</h2>
    <p>
      Ai có tệp chuỗi cũng kiểm tra được, không cần phần mềm này: tải{' '}
      <a href="/nhat-ky/verify.mjs">chương trình kiểm tra</a> (một tệp, chạy bằng Node.js 18 trở lên), rồi gõ{' '}
      <code>node verify.mjs chuoi-nhat-ky.jsonl</code>. Thêm <code>--seal '…'</code> với mã in trên báo cáo để đối chiếu
      với bản giấy. Trên máy của đài: <code>npm run verify</code>. Chương trình chỉ ra dòng đầu tiên bị sửa, bỏ, chèn
      hoặc đổi chỗ.
    </p>
    {last && (
      <p>
        Dòng mới nhất của chuỗi: số {formatNumber(last.seq)}, ghi lúc {formatDateTime(last.at, zone, { seconds: true })}
        , mã băm <code class="long">{last.hash}</code>.
      </p>
    )}
    <p>
      <ButtonLink href="/nhat-ky" icon="left">
        Về nhật ký
      </ButtonLink>
    </p>
  </>
);

export const SealPage = ({ seal, zone }: { seal: Seal; zone: string }) => (
  <>
    <PageHead title={`Niêm phong ngày ${formatDate(seal.day)}`} lead={`${formatNumber(seal.count)} dòng nhật ký`}>
      <ButtonLink href={`/nhat-ky/xuat.chuoi.jsonl?tu=${seal.day}&den=${seal.day}`} icon="download">
        Xuất chuỗi ngày này
      </ButtonLink>
      <ButtonLink href={`/nhat-ky?tu=${seal.day}&den=${seal.day}`}>Xem nhật ký ngày này</ButtonLink>
    </PageHead>
    <SealCard seal={seal} zone={zone} />
    <p>
      <ButtonLink href="/nhat-ky/niem-phong" icon="left">
        Về niêm phong
      </ButtonLink>
    </p>
  </>
);

const range = ({ firstSeq, lastSeq }: Seal): string => `${formatNumber(firstSeq)}–${formatNumber(lastSeq)}`;

const SealCard = ({ seal, zone }: { seal: Seal; zone: string }) => (
  <section class="seal" aria-label={`Niêm phong ngày ${formatDate(seal.day)}`}>
    <QrCode text={sealText(seal)} label={`Mã QR niêm phong ngày ${formatDate(seal.day)}`} />
    <dl class="facts">
      <dt>Ngày</dt>
      <dd>{formatDate(seal.day)}</dd>
      <dt>Dòng của chuỗi</dt>
      <dd>
        {range(seal)} ({formatNumber(seal.count)} dòng)
      </dd>
      <dt>Niêm phong lúc</dt>
      <dd>{formatDateTime(seal.madeAt as EpochMs, zone, { seconds: true })}</dd>
      <dt>Mã niêm phong</dt>
      <dd>
        <code class="long">{seal.root}</code>
      </dd>
      <dt>Chép để đối chiếu</dt>
      <dd>
        <code class="long">{sealText(seal)}</code>
      </dd>
    </dl>
  </section>
);
