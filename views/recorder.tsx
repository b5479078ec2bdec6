/** A file of sound, in a form of the class `recorder`: where the browser can, static/emergency.js makes a recorder of it. */
import { Icon } from './icons.tsx';
import { fieldId } from './parts.tsx';

/** `capture`: a phone opens its own recorder at once. */
export const SoundField = ({ error, capture }: { error: string | undefined; capture?: 'user' }) => (
  <div class={error ? 'field wrong' : 'field'}>
    <label for={fieldId('file')}>Tệp âm thanh</label>
    <p class="hint" id="ghi-am-cach">
      Trên điện thoại, nút này mở máy ghi âm.
    </p>
    {error && (
      <p class="complaint">
        <Icon name="warning" />
        {error}
      </p>
    )}
    <input
      type="file"
      id={fieldId('file')}
      name="file"
      accept="audio/*,video/*"
      capture={capture}
      aria-describedby="ghi-am-cach"
      required
    />
  </div>
);
