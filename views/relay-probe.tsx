/** What "Nghe thử" heard at an address, below the field. */
import { type Probe, probeWords } from '../src/core/relay.ts';
import type { FieldErrors, Result } from '../src/core/result.ts';
import { StatusBadge } from './parts.tsx';

/** Before it was asked there is only the place for it. */
export const RelayProbe = ({ answer }: { answer?: Result<Probe, FieldErrors> }) => {
  const isHeard = answer?.ok && answer.value.isHeard;
  return (
    <div id="nghe-thu" role="status">
      {answer && (
        <p>
          <StatusBadge tone={isHeard ? 'good' : 'warn'}>{isHeard ? 'Nghe được' : 'Chưa nghe được'}</StatusBadge>{' '}
          {answer.ok ? probeWords(answer.value) : `${Object.values(answer.error).join('. ')}.`}
        </p>
      )}
    </div>
  );
};
