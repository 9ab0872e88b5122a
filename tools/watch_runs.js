// Notes in window.isRunAskedFor whether the page has asked the server for a run that has not begun yet: a page that was
// pressed just now seems to be at rest. A request for a run begins with 0x5a (rerun_script in Streamlit's BackMsg); with
// every run that begins comes a message with the field 4 (new_session in its ForwardMsg).

(() => {
  const sockets = new WeakSet();
  const hasField = (bytes, wanted) => {
    let at = 0;
    const number = () => {
      let [value, shift] = [0, 0];
      do {
        value += (bytes[at] & 0x7f) * 2 ** shift;
        shift += 7;
      } while (bytes[at++] & 0x80);
      return value;
    };
    while (at < bytes.length) {
      const tag = number();
      if (tag >> 3 === wanted) return true;
      const length = number(); // of what follows; all else is a number
      if ((tag & 7) === 2) at += length;
    }
    return false;
  };
  // A test may put a WebSocket of its own before the browser's: then the page speaks to that one.
  let current;
  const watch = (Socket) => {
    const { send } = Socket.prototype;
    Socket.prototype.send = function (data) {
      if (Socket === current) note(this, data);
      send.call(this, data);
    };
    current = Socket;
  };
  const note = (socket, data) => {
    if (!sockets.has(socket)) {
      sockets.add(socket);
      socket.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer && hasField(new Uint8Array(data), 4)) window.isRunAskedFor = false;
      });
    }
    if (data instanceof Uint8Array && data[0] === 0x5a) window.isRunAskedFor = true;
  };
  watch(WebSocket);
  Object.defineProperty(window, "WebSocket", { configurable: true, get: () => current, set: watch });
})();
