using System.Security.Cryptography;
using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A form with files as request body: multipart/form-data (RFC 7578), written as browsers do.</summary>
/// <remarks>Parts are sent in the order in which they were added, each when the one before has ended. Names are in UTF-8; quotes and line
/// ends in them are escaped, so that no name or type can forge a part's header.</remarks>
public sealed class MultipartBodyProducer : IBodyProducer
{
    private const string BoundaryStart = "----TwistedSharp";

    private readonly List<Part> _parts = [];
    private readonly byte[] _end;
    private Sending? _sending;

    /// <summary>A form without parts yet.</summary>
    public MultipartBodyProducer()
    {
        // Nobody who supplies a part's bytes can foresee it, and end the part within them (CVE-2025-22150 in undici).
        Boundary = BoundaryStart + RandomNumberGenerator.GetHexString(32, lowercase: true);
        _end = Encoding.ASCII.GetBytes($"--{Boundary}--\r\n");
    }

    /// <summary>What separates the parts.</summary>
    public string Boundary { get; }

    /// <summary>How many bytes it has; null when a part cannot say.</summary>
    public long? Length
    {
        get
        {
            long length = _end.Length;
            foreach (var part in _parts)
            {
                if (part.Body.Length is not { } bytes)
                    return null;
                length += part.Head.Length + bytes + 2;
            }
            return length;
        }
    }

    /// <summary>Whether every part can be produced again.</summary>
    public bool CanReplay => _parts.TrueForAll(static part => part.Body.CanReplay);

    /// <inheritdoc/>
    public string ContentType => $"multipart/form-data; boundary={Boundary}";

    /// <summary>Adds a field of text; its line ends become CR LF.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">There is a control in the name.</exception>
    /// <exception cref="InvalidOperationException">It is being sent.</exception>
    public MultipartBodyProducer Add(string name, string value) =>
        Add(name, new BytesBodyProducer(Encoding.UTF8.GetBytes(FormText.WithFormLineEnds(value))));

    /// <summary>Adds a part of any kind.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="body">Its bytes; its content type becomes the part's unless <paramref name="contentType"/> is given.</param>
    /// <param name="fileName">The name of the file that it is; null when it is none.</param>
    /// <param name="contentType">What it is; null for the body's own, or for a file application/octet-stream.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">There is a control in a name.</exception>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    /// <exception cref="InvalidOperationException">It is being sent.</exception>
    public MultipartBodyProducer Add(string name, IBodyProducer body, string? fileName = null, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(body);
        if (_sending is not null)
            throw new InvalidOperationException("This form is being sent, or was: expected all parts before.");
        var type = MediaType.Checked(contentType ?? body.ContentType ?? (fileName is null ? null : "application/octet-stream"));
        var quoted = FormText.Quoted(FormText.WithFormLineEnds(name));
        var head = new StringBuilder($"--{Boundary}\r\nContent-Disposition: form-data; name={quoted}");
        if (fileName is not null)
            head.Append("; filename=").Append(FormText.Quoted(fileName));
        if (type is not null)
            head.Append("\r\nContent-Type: ").Append(type);
        _parts.Add(new Part(Encoding.UTF8.GetBytes(head.Append("\r\n\r\n").ToString()), body));
        return this;
    }

    /// <summary>Adds a file, opened when its turn comes.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="path">Where the file is; its name goes with it, without the folders.</param>
    /// <param name="contentType">What it is; application/octet-stream when null.</param>
    /// <returns>This.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidHeaderValueException">The content type is no field value.</exception>
    /// <exception cref="InvalidOperationException">It is being sent.</exception>
    public MultipartBodyProducer AddFile(string name, string path, string? contentType = null) =>
        Add(name, new FileBodyProducer(path), Path.GetFileName(path), contentType);

    /// <inheritdoc/>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (_sending is not null && !CanReplay)
            throw new InvalidOperationException("This form was sent before, and has parts that cannot be produced again.");
        _sending = new Sending(this, consumer);
        return _sending.Start();
    }

    /// <inheritdoc/>
    public void PauseProducing() => _sending?.Pause();

    /// <inheritdoc/>
    public void ResumeProducing() => _sending?.Resume();

    /// <inheritdoc/>
    public void StopProducing()
    {
        if (_sending is not null)
        {
            _sending.Stop();
            return;
        }
        foreach (var part in _parts)
            part.Body.StopProducing();
    }

    private readonly record struct Part(byte[] Head, IBodyProducer Body);

    /// <summary>One time that the form is sent.</summary>
    private sealed class Sending(MultipartBodyProducer form, IConsumer consumer) : IConsumer
    {
        private readonly Deferred _done = new();
        private IBodyProducer? _current;
        private Deferred? _gate;
        private int _next;
        private Progress _state;

        private enum Progress
        {
            Flowing,
            Paused,
            Ended,
        }

        internal Deferred Start()
        {
            SendAll().AddErrback(Fail);
            return _done;
        }

        internal void Pause()
        {
            if (_state != Progress.Flowing)
                return;
            _state = Progress.Paused;
            _current?.PauseProducing();
        }

        internal void Resume()
        {
            if (_state != Progress.Paused)
                return;
            _state = Progress.Flowing;
            _current?.ResumeProducing();
            OpenGate();
        }

        /// <summary>Stops the part under way, and those that will not have their turn: they may hold files.</summary>
        internal void Stop()
        {
            if (_state == Progress.Ended)
                return;
            _state = Progress.Ended;
            var current = _current;
            _current = null;
            current?.StopProducing();
            StopRest();
            OpenGate();
        }

        public void Write(ReadOnlySpan<byte> data)
        {
            if (_state != Progress.Ended)
                consumer.Write(data);
        }

        public void RegisterProducer(IProducer producer, bool streaming) => consumer.RegisterProducer(producer, streaming);

        public void UnregisterProducer() { }

        private async Deferred SendAll()
        {
            while (await IsOpen())
            {
                if (_next == form._parts.Count)
                {
                    consumer.Write(form._end);
                    // Nobody is told of an end after a stop, and the last write may have brought one.
                    if (_state == Progress.Ended)
                        return;
                    _state = Progress.Ended;
                    _done.Callback();
                    return;
                }
                var part = form._parts[_next++];
                consumer.Write(part.Head);
                if (!await IsOpen())
                {
                    part.Body.StopProducing();
                    return;
                }
                _current = part.Body;
                await part.Body.StartProducing(this);
                _current = null;
                if (_state != Progress.Ended)
                    consumer.Write("\r\n"u8);
            }
        }

        private void Fail(Failure reason)
        {
            if (_state == Progress.Ended)
                return;
            _state = Progress.Ended;
            _current = null;
            StopRest();
            _done.Errback(reason);
        }

        private void StopRest()
        {
            while (_next < form._parts.Count)
            {
                try
                {
                    form._parts[_next++].Body.StopProducing();
                }
                catch (Exception e)
                {
                    Log.Err(e, "A part's StopProducing failed");
                }
            }
        }

        private async Deferred<bool> IsOpen()
        {
            while (_state == Progress.Paused)
                await (_gate = new Deferred());
            return _state != Progress.Ended;
        }

        private void OpenGate()
        {
            var gate = _gate;
            _gate = null;
            gate?.Callback();
        }
    }
}
