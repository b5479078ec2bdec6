/** What proves one airing, what a person corrected in it, and why it did not go as planned. */
import type { Child } from 'hono/jsx';
import { CAUSE_LIST, type Cause, causeWord } from '../src/core/causes.ts';
import type { Seal } from '../src/core/chain.ts';
import { clusterWords } from '../src/core/clusters.ts';
import { asCorrected, type Correction } from '../src/core/correction.ts';
import type { EmergencyHeard } from '../src/core/emergency.ts';
import { approverWords, changesOf, clockWords } from '../src/core/evidence-words.ts';
import type { Airing, ZoneApart } from '../src/core/model.ts';
import { differenceOf, needsCause } from '../src/core/reconcile.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDate, formatDateTime, formatNumber } from '../src/core/vietnamese.ts';
import { EMERGENCY_PATH } from './emergency-order.tsx';
import { Button, Field, Select } from './parts.tsx';

/** What was said of an airing after it was closed, and where it stands in the chain. */
export type Afterwards = {
  readonly corrections: readonly Correction[];
  readonly cause:
    | { readonly code: string; readonly note: string; readonly madeByName: string; readonly madeAt: EpochMs }
    | undefined;
  readonly proposal: Cause | undefined;
  /** Zones that heard something else meanwhile, by name. */
  readonly apart: readonly { readonly name: string; readonly heard: ZoneApart['heard'] }[];
  readonly link: { readonly seq: number; readonly hash: string } | undefined;
  readonly seal: Seal | undefined;
  readonly mayCorrect: boolean;
  readonly mayOpenOrder: boolean;
};

/** Nothing to say, nothing shown. */
export const Fact = ({ label, children }: { label: string; children?: Child }) =>
  children ? (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  ) : null;

/** What the log says, struck through, before what is right. */
export const Right = ({ was, now }: { was: string | undefined; now: string | undefined }) =>
  was === now ? (
    now
  ) : (
    <>
      <s>{was}</s> {now}
    </>
  );

type CorrectionsProps = { corrections: readonly Correction[]; airing: Airing; zone: string };

/** In order, each with what it changed in the one before. */
export const Corrections = ({ corrections, airing, zone }: CorrectionsProps) =>
  corrections.length === 0 ? null : (
    <section class="corrections" aria-label="Đính chính">
      <h2>Đính chính</h2>
      <ol>
        {corrections.map((one, i) => (
          <li>
            <p>
              <strong>{one.madeByName}</strong>, {formatDateTime(one.madeAt, zone)}: {one.why}
            </p>
            <ul>
              {changesOf(corrections[i - 1] ?? airing, one, zone).map(({ label, was, now }) => (
                <li>
                  {label}: <s>{was}</s> → {now}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );

const HEARD = { whole: 'phát đủ', part: 'phát một phần', none: 'không phát' } as const;

export const Proof = ({ airing, afterwards, zone }: { airing: Airing; afterwards: Afterwards; zone: string }) => {
  const { link, seal, mayOpenOrder } = afterwards;
  return (
    <section>
      <h2>Bằng chứng</h2>
      <dl class="facts">
        <Fact label="Người duyệt">
          {airing.approvalId === null
            ? approverWords(airing, zone)
            : `${airing.approvedBy} (lần duyệt số ${airing.approvalId})`}
        </Fact>
        <Fact label="Lệnh khẩn cấp">{airing.emergency && <Order {...airing.emergency} mayOpen={mayOpenOrder} />}</Fact>
        <Fact label="Đầu ra">
          {airing.outputs && airing.outputs.length > 0 && (
            <ul>
              {airing.outputs.map(({ name, heard }) => (
                <li>
                  {name}: {HEARD[heard]}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact label="Vùng có chương trình riêng">
          {afterwards.apart
            .map(({ name, heard }) => `${name}: ${heard === 'none' ? 'không nghe lượt này' : 'nghe một phần'}`)
            .join('; ')}
        </Fact>
        <Fact label="Đồng hồ">{airing.clock && clockWords(airing.clock)}</Fact>
        <Fact label="Cụm loa xác nhận">{airing.clusters && clusterWords(airing.clusters)}</Fact>
        <Fact label="Dòng của chuỗi">
          {link ? `Số ${formatNumber(link.seq)}` : airing.outcome === 'on-air' ? 'Vào chuỗi khi phát xong' : null}
        </Fact>
        <Fact label="Mã băm của dòng">{link && <code class="long">{link.hash}</code>}</Fact>
        <Fact label="Niêm phong">
          {link &&
            (seal ? (
              <a href={`/nhat-ky/niem-phong/${seal.day}`}>
                Ngày {formatDate(seal.day)}, lúc {formatDateTime(seal.madeAt as EpochMs, zone)}
              </a>
            ) : (
              'Khi hết ngày'
            ))}
        </Fact>
      </dl>
    </section>
  );
};

const Order = ({ key, repeat, commandedBy, mayOpen }: EmergencyHeard & { mayOpen: boolean }) => {
  const words = `Lần ${repeat}, theo lệnh của ${commandedBy}`;
  return mayOpen ? <a href={`${EMERGENCY_PATH}/lan/${key}`}>{words}</a> : <>{words}</>;
};

type CauseProps = { airing: Airing; afterwards: Afterwards; zone: string };

/** Asked only where something went wrong. */
export const CauseOf = ({ airing, afterwards, zone }: CauseProps) => {
  const { outcome } = asCorrected(airing);
  const { cause, proposal, mayCorrect } = afterwards;
  if (outcome === 'on-air' || (outcome === 'completed' && !needsCause(differenceOf(airing)))) return null;
  return (
    <section>
      <h2>Nguyên nhân</h2>
      {cause ? (
        <p>
          <strong>{causeWord(cause.code)}</strong>
          {cause.note && `: ${cause.note}`}. Xác nhận: {cause.madeByName}, {formatDateTime(cause.madeAt, zone)}.
        </p>
      ) : (
        <p>
          {proposal ? (
            <>
              Máy đề xuất: <strong>{causeWord(proposal)}</strong>. Chưa có người xác nhận.
            </>
          ) : (
            'Chưa rõ, chưa có người xác nhận.'
          )}
        </p>
      )}
      {mayCorrect && (
        <form method="post" action={`/nhat-ky/${airing.id}/nguyen-nhan`} class="form">
          <Select
            name="code"
            label={cause ? 'Xác nhận lại' : 'Xác nhận'}
            options={CAUSE_LIST.map((value) => ({ value, label: causeWord(value) }))}
            value={cause?.code ?? proposal}
          />
          <Field name="note" label="Ghi thêm" maxlength={300} autocomplete="off" value="" />
          <div class="actions">
            <Button>Xác nhận nguyên nhân</Button>
          </div>
        </form>
      )}
    </section>
  );
};
