#ifndef SLUICE_ENGINE_RDD_KEY_IMAGE_H_
#define SLUICE_ENGINE_RDD_KEY_IMAGE_H_

#include "common/codec/key_image.h"  // IWYU pragma: export

#endif  // SLUICE_ENGINE_RDD_KEY_IMAGE_H_
