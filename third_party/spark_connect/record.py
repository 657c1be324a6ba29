"""Records what an unmodified PySpark client sends: python3 record.py, where pyspark[connect] is installed. No Spark is needed.

Each request becomes recorded/NAME.bytes (base64) and, as Python's own protobuf prints it, recorded/NAME.text.
"""
import base64
import concurrent.futures
import pathlib
import sys

import grpc
import pyspark.sql.connect.proto as messages
from google.protobuf import text_format
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.connect.proto import base_pb2_grpc as service

FOLDER = pathlib.Path(__file__).parent / "recorded"


class Recorder(service.SparkConnectServiceServicer):
    """Has no setting of its own, and refuses every plan after noting it."""

    def __init__(self):
        self.plans = []

    def Config(self, request, context):
        operation = request.operation
        pairs = [messages.KeyValue(key=key) for key in operation.get.keys] + list(operation.get_with_default.pairs)
        return messages.ConfigResponse(session_id=request.session_id, pairs=pairs)

    def ExecutePlan(self, request, context):
        self.plans.append(request.plan)
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "only recorded")

    def AnalyzePlan(self, request, context):
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "only recorded")


def socket_word_count(spark):
    lines = spark.readStream.format("socket").option("host", "localhost").option("port", 9999).load()
    words = lines.select(f.explode(f.split(lines.value, " ")).alias("word"))
    counts = words.groupBy("word").count()
    counts.writeStream.outputMode("complete").format("console").option("checkpointLocation", "/checkpoint").start()


def sql_text(spark):
    spark.sql("SELECT :a AS a", args={"a": 1}).collect()


def save(name, plan):
    (FOLDER / f"{name}.bytes").write_text(base64.encodebytes(plan.SerializeToString(deterministic=True)).decode())
    (FOLDER / f"{name}.text").write_text(text_format.MessageToString(plan))


# Who calls what where is of the recording machine.
def without_origins(message):
    for field, value in message.ListFields():
        if field.name == "origin":
            message.ClearField("origin")
        elif field.message_type and not field.message_type.GetOptions().map_entry:
            for part in value if field.is_repeated else [value]:
                without_origins(part)


def main():
    recorder, server = Recorder(), grpc.server(concurrent.futures.ThreadPoolExecutor(2))
    service.add_SparkConnectServiceServicer_to_server(recorder, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    FOLDER.mkdir(exist_ok=True)
    for program in (socket_word_count, sql_text):
        try:
            program(spark)
        except Exception as error:
            print(program.__name__, type(error).__name__, file=sys.stderr)
        without_origins(recorder.plans[-1])
        save(program.__name__, recorder.plans[-1])
    server.stop(None)


main()
