"""Writes the descriptors that generated Python modules hold as one FileDescriptorSet. The modules are read, never run."""
import ast
import sys


def descriptor_of(module):
    with open(module, encoding="utf-8") as source:
        tree = ast.parse(source.read(), module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
            return ast.literal_eval(node.args[0])
    raise SystemExit(f"{module} holds no descriptor: is it a module that protoc has generated?")


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded + bytes([number]))


# A FileDescriptorSet is field 1, repeated.
def entry(descriptor):
    return b"\x0a" + varint(len(descriptor)) + descriptor


def main(output, *modules):
    with open(output, "wb") as file:
        for module in modules:
            file.write(entry(descriptor_of(module)))


main(*sys.argv[1:])
