"""What listeners are told, in order, also of a batch that has failed; what one throws harms nobody."""
import socket
import threading

from pyspark import SparkContext
from pyspark.streaming import StreamingContext, StreamingListener

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(1)
done = threading.Event()


def serve():
    connection, _ = listening.accept()
    connection.sendall(b"one\ntwo\n")
    done.wait(60)
    connection.close()


threading.Thread(target=serve, daemon=True).start()
sc = SparkContext("local[3]", "stream_listeners")
sc.setLogLevel("OFF")
ssc = StreamingContext(sc, 0.5)
told, records, lock = {}, [], threading.Lock()


class Listener(StreamingListener):
    def note(self, name, value):
        with lock:
            told.setdefault(name, []).append(value)

    def onStreamingStarted(self, event):
        self.note("started", event.time() > 0)

    def onReceiverStarted(self, event):
        info = event.receiverInfo()
        self.note("receiver", (info.streamId(), info.active(), info.lastErrorTime()))

    def onBatchSubmitted(self, event):
        info = event.batchInfo()
        self.note("submitted", (info.schedulingDelay(), info.processingEndTime()))

    def onBatchStarted(self, event):
        self.note("begun", event.batchInfo().processingStartTime() >= event.batchInfo().submissionTime())

    def onBatchCompleted(self, event):
        info = event.batchInfo()
        operations = info.outputOperationInfos()
        self.note("completed", (info.batchTime().milliseconds() % 500, info.totalDelay() >= info.processingDelay() >= 0,
                                sorted((key, operations[key].name()) for key in operations)))
        inputs = info.streamIdToInputInfo()
        records.append(sum(inputs[key].numRecords() for key in inputs))
        if sum(records) >= 2 and len(told.get("failed", [])) >= 1:
            done.set()
        raise RuntimeError("it harms nobody")

    def onOutputOperationStarted(self, event):
        self.note("operation", event.outputOperationInfo().endTime())

    def onOutputOperationCompleted(self, event):
        reason = event.outputOperationInfo().failureReason()
        if reason is not None:
            self.note("failed", "ValueError: no" in reason)


def fail(rdd):
    raise ValueError("no")


ssc.addStreamingListener(Listener())
lines = ssc.socketTextStream(*listening.getsockname())
lines.count().foreachRDD(lambda rdd: None)
lines.foreachRDD(fail)
ssc.start()
done.wait(60)
try:
    ssc.stop()
finally:
    for name in ("started", "receiver", "submitted", "begun", "completed", "operation", "failed"):
        print(name, told[name][0])
    print("records", sum(records))
