// Where the browser can record, the file field of "Ghi âm hoặc gửi tệp" becomes a recorder. The form works without.
const form = document.querySelector('form.recorder');
const mayRecord = isSecureContext && navigator.mediaDevices !== undefined && typeof MediaRecorder !== 'undefined';
if (form && mayRecord) {
  const field = form.querySelector('input[type=file]');
  const button = document.createElement('button');
  const told = document.createElement('p');
  const audio = document.createElement('audio');
  button.type = 'button';
  button.className = 'button';
  button.textContent = 'Bắt đầu ghi âm';
  told.className = 'hint';
  told.setAttribute('role', 'status');
  audio.controls = true;
  audio.hidden = true;
  audio.setAttribute('aria-label', 'Nghe thử bản vừa ghi');
  field.closest('.field').after(button, told, audio);

  let recorder;
  button.addEventListener('click', async () => {
    if (recorder) return recorder.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      recorder = new MediaRecorder(stream);
      const parts = [];
      const from = Date.now();
      const counting = setInterval(() => {
        told.textContent = `Đang ghi âm: ${Math.round((Date.now() - from) / 1000)} giây`;
      }, 500);
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
      recorder.addEventListener('stop', () => {
        clearInterval(counting);
        for (const track of stream.getTracks()) track.stop();
        const type = recorder.mimeType || 'audio/webm';
        const ending = type.includes('mp4') ? 'm4a' : type.includes('ogg') ? 'ogg' : 'webm';
        const file = new File(parts, `ghi-am-khan-cap.${ending}`, { type });
        const files = new DataTransfer();
        files.items.add(file);
        field.files = files.files;
        audio.src = URL.createObjectURL(file);
        audio.hidden = false;
        told.textContent = 'Đã ghi xong. Nghe thử, ghi lại, hoặc bấm “Gửi lên”.';
        button.textContent = 'Ghi lại';
        recorder = undefined;
      });
      recorder.start();
      button.textContent = 'Dừng ghi âm';
      told.textContent = 'Đang ghi âm';
    } catch {
      recorder = undefined;
      told.textContent = 'Trình duyệt không cho dùng micrô; chọn tệp âm thanh thay vào.';
    }
  });
}
